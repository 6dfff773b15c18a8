// A program that lets alarms come and go for ever and says after each flush how far it is on disk: node --import tsx raiseUntilKilled.ts FOLDER [URL]

import { openDatabase } from "../../../../src/hub/database/database.ts";
import { openDesk } from "./desk.ts";
import { transitionsOf } from "./streamed.ts";

const [folder, url] = process.argv.slice(2);
const desk = await openDesk({ database: await openDatabase(folder, "killed", url) });
console.log("opened");
for (let step = 1; ; step++) {
  desk.clock.now += 1000;
  for (const { code, rule, severity } of transitionsOf(step)) desk.push(code, rule, severity);
  await desk.alarms.flush();
  console.log(`kept ${step};`);
}
