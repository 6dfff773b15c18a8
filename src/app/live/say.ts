// How the live worker speaks to the page.

import type { FromWorker } from "./protocol.ts";

export const say = (message: FromWorker, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });
