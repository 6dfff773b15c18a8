// A thousand commands at once against PGlite in a folder: reports, actions that contend for the same cases, messages. Every one has its own key.

import { Refusal } from "../../../../src/hub/api/refusal.ts";
import { act } from "../../../../src/hub/cases/act.ts";
import { sendMessage } from "../../../../src/hub/cases/messages.ts";
import { report } from "../../../../src/hub/cases/report.ts";
import { openDatabase } from "../../../../src/hub/database/database.ts";
import { BOSS, openCaseHub } from "./caseHub.ts";

export const COMMANDS = 1000;
const CASES = 50;

/** Says "begun", then "kept KEY" for each that was acknowledged, then "ended". @param first number of the first key */
export async function startCommands(folder: string, first: number): Promise<void> {
  const database = await openDatabase(folder, "tiny");
  const hub = await openCaseHub({ database });
  const { parts } = hub.cases;
  const known = await database.query<{ id: number; version: number }>(
    `select id, version from city_case where ended is null order by id desc limit ${CASES}`,
  );
  while (known.length < CASES) known.push({ id: (await hub.report()).id, version: 1 });
  console.log("begun");
  const all = Array.from({ length: COMMANDS }, async (_, i) => {
    const key = `kill-${first + i}`;
    const target = known[i % CASES];
    try {
      if (i % 4 === 0)
        await report(parts, BOSS, {
          key,
          source: "map",
          classKind: "matter",
          classCode: "0506",
          title: key,
          description: "",
          node: "L1",
          separate: true,
        });
      else if (i % 4 === 1) await sendMessage(parts, BOSS, target.id, { key, text: key });
      // Of those that act on the same version of a case one succeeds.
      else
        await act(parts, BOSS, target.id, {
          key,
          version: target.version,
          action: "supervise",
          fields: { reason: key },
        });
      console.log(`kept ${key}`);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === "stale-version"))
        console.log(`failed ${key} ${(error as Error).message}`);
    }
  });
  await Promise.all(all);
  console.log("ended");
}
