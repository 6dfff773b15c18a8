// The operations mode (平急模式) of the whole city: who switched it, when and why; it changes limits and the page's layout.

import type { z } from "zod";
import { type Actor, may } from "../../twin/access/actor.ts";
import { OPS_MODES, type OpsMode, type opsModeSwitch } from "../../twin/cases/shapes.ts";
import { notAllowed } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import type { HubContext } from "../context.ts";
import type { Statement } from "../database/database.ts";

const SHOWN = 50;

export class OpsModes {
  constructor(private readonly context: HubContext) {}

  async now(): Promise<OpsMode["mode"]> {
    const [row] = await this.context.database.query<{ mode: OpsMode["mode"] }>(
      "select mode from ops_mode order by id desc limit 1",
    );
    return row?.mode ?? "normal";
  }

  /** The mode with who switched it how, newest first. */
  async read(): Promise<OpsMode> {
    const rows = await this.context.database.query<{
      mode: OpsMode["mode"];
      level: number | null;
      at: number;
      name: string;
      reason: string;
    }>(`select mode, response_level as level, at, name, reason from ops_mode order by id desc limit ${SHOWN}`);
    const [last] = rows;
    return {
      mode: last?.mode ?? "normal",
      responseLevel: last?.level ?? null,
      since: last?.at ?? 0,
      name: last?.name ?? "",
      reason: last?.reason ?? "",
      history: rows.map(({ mode, at, name, reason }) => ({ mode, at, name, reason })),
    };
  }

  /** @throws Refusal 403: the mode is the whole city's */
  async switch(actor: Actor, { key, ...to }: z.output<typeof opsModeSwitch>): Promise<OpsMode> {
    if (!maySwitch(actor, this.context)) throw notAllowed("opsMode.switch");
    const at = this.context.now();
    await once(this.context.database, actor, key, { opsMode: to }, at, async () => ({
      statements: this.statements(actor, to, at),
      result: {},
    }));
    return this.tell();
  }

  statements(
    actor: Actor,
    { mode, responseLevel, reason }: Pick<OpsMode, "mode" | "responseLevel" | "reason">,
    at: number,
  ): Statement[] {
    return [
      {
        sql: "insert into ops_mode (mode, response_level, at, person, name, reason) values ($1, $2, $3, $4, $5, $6)",
        params: [mode, responseLevel, at, actor.id, actor.name, reason],
      },
      auditStatement({
        at,
        actor,
        stage: "use",
        action: "opsMode.switch",
        object: "opsMode",
        detail: { mode, responseLevel, reason },
      }),
    ];
  }

  /** Tells every page, and whoever comes later. */
  async tell(): Promise<OpsMode> {
    const mode = await this.read();
    const { history: _, reason: __, ...shown } = mode;
    this.context.publish(`yiwang/${this.context.scene.id}/desk/ops-mode`, JSON.stringify(shown), true);
    return mode;
  }
}

export const maySwitch = (actor: Actor, { nodes }: HubContext): boolean =>
  may(actor, "opsMode.switch", nodes, { slot: 0 });

/** Whether a mode is graver than another. */
export const isGraver = (mode: OpsMode["mode"], than: OpsMode["mode"]): boolean =>
  OPS_MODES.indexOf(mode) > OPS_MODES.indexOf(than);
