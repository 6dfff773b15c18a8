// Open WebSockets by the session they were opened in: closed at once when the session is over or its grants have changed.

import type { Known } from "./directory.ts";

const LOOK_MS = 2000;

interface Live {
  known: Known;
  close(): void;
}

const grantsText = ({ grants }: Known): string =>
  JSON.stringify(grants.map(({ permissions, ...grant }) => [grant, [...permissions].sort()]));

export class LiveSockets {
  private readonly open = new Set<Live>();
  private readonly timer: ReturnType<typeof setInterval>;

  /** @param knownBy who a session is of now; null when it is over */
  constructor(private readonly knownBy: (session: string) => Promise<Known | null>) {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
  }

  /** @param close drops the connection @returns to be called when it is gone */
  add(known: Known, close: () => void): () => void {
    const live = { known, close };
    this.open.add(live);
    return () => this.open.delete(live);
  }

  /** Drops what may not go on. Whether the database answers or not, nobody is dropped for its sake. */
  async look(): Promise<void> {
    for (const live of [...this.open]) {
      if (live.known.session === "") continue;
      const now = await this.knownBy(live.known.session).catch(() => undefined);
      if (now === undefined || (now !== null && grantsText(now) === grantsText(live.known))) continue;
      this.open.delete(live);
      live.close();
    }
  }

  close(): void {
    clearInterval(this.timer);
  }
}
