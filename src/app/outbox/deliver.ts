// Sends what waits, one after another: the next only when the one before it in its case has been answered.

import { nextOf, type OutboxItem, type Outcome } from "./item.ts";

export interface Delivery {
  /** What waits now; asked anew before each one, as more may have come. */
  items(): Promise<readonly OutboxItem[]>;
  send(item: OutboxItem): Promise<Outcome>;
  /** Called with each outcome before the next is sent. */
  ended(item: OutboxItem, outcome: Outcome): Promise<void>;
}

/** @returns whether the hub was there to the end */
export async function deliver({ items, send, ended }: Delivery): Promise<boolean> {
  const held = new Set<number>();
  let after = -1;
  for (;;) {
    const item = nextOf(await items(), after, held);
    if (!item) return true;
    after = item.seq;
    const outcome = await send(item);
    if (outcome.is !== "done") held.add(item.caseId);
    await ended(item, outcome);
    if (outcome.is === "away") return false;
  }
}
