// How often somebody may be wrong: sign-ins counted by address and by name over a window of time.

import { Refusal } from "../api/refusal.ts";

const WINDOW_MS = 5 * 60_000;
export const MOST_WRONG_BY_NAME = 10;
export const MOST_WRONG_BY_ADDRESS = 40;
/** Names and addresses remembered; the oldest are forgotten first. */
const MOST_KEPT = 20_000;

export class Attempts {
  private readonly wrong = new Map<string, number[]>();

  constructor(private readonly now: () => number) {}

  /** Counts an attempt before it is looked at, so that many at once count too. @throws Refusal 429 when there were too many */
  begin(name: string, address: string): { succeeded(): void } {
    const now = this.now();
    const keys: [string, number][] = [
      [`name ${name}`, MOST_WRONG_BY_NAME],
      [`address ${address}`, MOST_WRONG_BY_ADDRESS],
    ];
    for (const [key, most] of keys) {
      const times = this.timesOf(key, now);
      if (times.length < most) continue;
      const seconds = Math.ceil((times[0] + WINDOW_MS - now) / 1000);
      throw new Refusal(429, "too-many-attempts", `too many attempts → wait ${seconds} s`, { seconds });
    }
    for (const [key] of keys) {
      const times = this.timesOf(key, now);
      times.push(now);
      this.wrong.delete(key);
      this.wrong.set(key, times);
    }
    for (const key of this.wrong.keys()) {
      if (this.wrong.size <= MOST_KEPT) break;
      this.wrong.delete(key);
    }
    return {
      succeeded: () => {
        this.wrong.delete(keys[0][0]);
        this.wrong.get(keys[1][0])?.pop();
      },
    };
  }

  private timesOf(key: string, now: number): number[] {
    return (this.wrong.get(key) ?? []).filter((at) => now - at < WINDOW_MS);
  }
}
