// A program that writes to a history for ever and says after each flush how much is on disk: node --import tsx writeUntilKilled.ts FOLDER

import { History } from "../../../../src/hub/history/history.ts";
import { tinyCity } from "../../twin/tinyCity.ts";

const nodes = tinyCity();
const slot = nodes.slotOf("L1");
const history = await History.open({
  sceneId: "killed",
  folder: process.argv[2],
  nodes,
  kinds: [{ intervalSeconds: 60 }],
  log: console.log,
});
console.log("opened");
const start = Date.now() - 3_600_000;
for (let written = 0; ; ) {
  for (let i = 0; i < 50; i++, written++) history.push(slot, start + written, start, written, 1, 0);
  await history.flush();
  console.log(`kept ${written} from ${start}`);
}
