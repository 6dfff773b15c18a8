// Keeps the live worker's last known values on the device, and brings them back for a start without network.

import type { StateTable } from "../../twin/stateTable.ts";
import { keep, recall } from "../offline/kept.ts";
import { type KeptValues, putValues, VALUES, valuesOf } from "../offline/values.ts";

export class Keeper {
  /** How many readings had come when they were kept last, and when that was, ms since 1970. */
  private before = { readings: 0, at: 0 };

  /** @param person null: nothing is kept @param scene hash of the built scene */
  constructor(
    private person: string | null,
    private readonly scene: string,
    private readonly state: StateTable,
  ) {}

  keepFor(person: string | null): void {
    this.person = person;
  }

  /** Keeps the values if any came since. @param readings that have come so far @param notWithin ms since the last time */
  now(readings: number, notWithin: number): void {
    const at = Date.now();
    if (this.person === null || readings === this.before.readings || at - this.before.at < notWithin) return;
    this.before = { readings, at };
    // A device that is full keeps what it has; what is shown does not depend on it.
    keep(this.person, VALUES, valuesOf(this.state, this.scene), at).catch(() => undefined);
  }

  /** Puts what is kept into the state table. @returns when it was kept and the latest times in it, ms since 1970; null when nothing is */
  async restore(): Promise<{ at: number; dataTime: number; replayTime: number } | null> {
    const kept = this.person === null ? null : await recall<KeptValues>(this.person, VALUES).catch(() => null);
    if (kept?.value.scene !== this.scene) return null;
    return { at: kept.at, ...putValues(kept.value, this.state, kept.at) };
  }
}
