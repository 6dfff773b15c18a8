// Alarms that cannot make up their mind: three changes of state or more within a minute (ISA-18.2).

const MINUTE_MS = 60_000;

export class Chatter {
  /** Times of the last changes by alarm, oldest overwritten. */
  private readonly changes = new Map<string, number[]>();
  private readonly chattering = new Set<string>();

  /** @param perMinute changes within a minute that are chatter */
  constructor(private readonly perMinute: number) {}

  /** Takes a change. Returns whether it made the alarm chatter that did not before. @param at ms since 1970 */
  changed(key: string, at: number): boolean {
    const times = this.changes.get(key) ?? [];
    times.push(at);
    if (times.length > this.perMinute) times.shift();
    this.changes.set(key, times);
    if (times.length < this.perMinute || at - times[0] > MINUTE_MS || this.chattering.has(key)) return false;
    this.chattering.add(key);
    return true;
  }

  /** Alarms that have been calm for a minute, of those that chattered; everything older is forgotten. @param now ms since 1970 */
  calmed(now: number): string[] {
    const calm: string[] = [];
    for (const [key, times] of this.changes) {
      if (now - times[times.length - 1] <= MINUTE_MS) continue;
      this.changes.delete(key);
      if (this.chattering.delete(key)) calm.push(key);
    }
    return calm;
  }

  /** Takes up one that chattered before this start. @param now ms since 1970 */
  restore(key: string, now: number): void {
    this.changes.set(key, [now]);
    this.chattering.add(key);
  }

  isChattering(key: string): boolean {
    return this.chattering.has(key);
  }
}
