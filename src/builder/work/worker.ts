// A tile worker: takes jobs one at a time from its parent and answers with their result or error.

import { parentPort, workerData } from "node:worker_threads";
import { type JobContext, jobRunner, type TileJob } from "./jobs.ts";

const port = parentPort!;
const queue: { id: number; job: TileJob }[] = [];
port.on("message", (message: { id: number; job: TileJob }) => queue.push(message));

const run = await jobRunner(workerData as JobContext);
const answer = (message: { id: number; job: TileJob }): void => {
  try {
    port.postMessage({ id: message.id, result: run(message.job) });
  } catch (error) {
    port.postMessage({ id: message.id, error: error instanceof Error ? error.message : String(error) });
  }
};
for (const message of queue) answer(message);
port.removeAllListeners("message");
port.on("message", answer);
