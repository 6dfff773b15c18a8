// The hub's cases: what the scene says of them, the clock that runs by itself, and their routes.

import type { FastifyInstance } from "fastify";
import { WorkingTime } from "../../twin/cases/calendar.ts";
import { caseCatalogue } from "../../twin/cases/catalogue.ts";
import type { HubContext, HubPart } from "../context.ts";
import { tick } from "./clock.ts";
import { Flows } from "./flows.ts";
import { Hints } from "./hints.ts";
import { OpsModes } from "./opsMode.ts";
import type { AlarmSource, CaseParts, IsRevealed } from "./parts.ts";
import { Places } from "./places.ts";
import { addCaseRoutes } from "./routes.ts";

const TICK_MS = 5000;

export interface CaseOptions {
  /** Alarms that become cases; without, none do. */
  alarms?: AlarmSource;
  /** Whether a person may see a masked field for now; without, clearance alone decides. */
  isRevealed?: IsRevealed;
  /** How often the clock looks, ms; 0 never, for tests that turn it by hand. Default 5000. */
  tickMs?: number;
}

export interface Cases extends HubPart {
  readonly parts: CaseParts;
  /** One round of the clock. @returns how many cases it changed */
  tick(): Promise<number>;
  /** Tells the mode again, after the broker was away. */
  tellMode(): Promise<unknown>;
}

/** @throws Error when a flow was changed without a new version */
export async function openCases(
  context: HubContext,
  { alarms, isRevealed = () => false, tickMs = TICK_MS }: CaseOptions = {},
): Promise<Cases> {
  const catalogue = caseCatalogue(context.scene.cases);
  const modes = new OpsModes(context);
  const parts: CaseParts = {
    context,
    catalogue,
    time: new WorkingTime(catalogue.calendar, context.scene.timeZone),
    places: new Places(context.nodes),
    flows: await Flows.open(context.database, catalogue),
    hints: new Hints(context.scene.id, context.publish),
    alarms,
    isRevealed,
  };
  let turning: Promise<number> | undefined;
  const turn = (): Promise<number> => {
    turning ??= tick(parts).finally(() => {
      turning = undefined;
    });
    return turning;
  };
  const timer =
    tickMs > 0
      ? setInterval(() => turn().catch((error: Error) => context.log(`clock of cases: ${error.message}`)), tickMs)
      : undefined;
  return {
    parts,
    tick: turn,
    tellMode: () => modes.tell(),
    addRoutes: (app: FastifyInstance) => addCaseRoutes(app, parts, modes),
    async close() {
      clearInterval(timer);
      await turning?.catch(() => undefined);
      parts.hints.flush();
    },
  };
}
