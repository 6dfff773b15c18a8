// First file of a worker thread: Node 20 does not carry `--import tsx` into threads, so each registers it before any TypeScript.

import { register } from "tsx/esm/api";

register();
await import("./pgliteWorker.ts");
