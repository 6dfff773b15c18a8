// Forgets the keys of commands that nobody will send again.

import type { HubContext, HubPart } from "../context.ts";

/** A tablet that was away longer than this must look before it sends again, ms. */
export const KEYS_KEPT_MS = 30 * 86_400_000;
const EVERY_MS = 3_600_000;

export class CommandKeys implements HubPart {
  private readonly timer: NodeJS.Timeout;
  private work: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: Pick<HubContext, "database" | "now" | "log">) {
    this.timer = setInterval(() => {
      this.work = this.forget().catch((error: Error) => context.log(`keys of commands: ${error.message}`));
    }, EVERY_MS);
    this.timer.unref();
  }

  addRoutes(): void {}

  /** Forgets what is older than {@link KEYS_KEPT_MS}. */
  async forget(): Promise<void> {
    const { database, now } = this.context;
    await database.query("delete from command_key where at < $1", [now() - KEYS_KEPT_MS]);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }
}
