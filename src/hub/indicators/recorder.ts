// Writes down what the indicators of the city and its districts are, and thins what has become old.

import { computeIndicators } from "../../twin/indicators.ts";
import { LEVEL } from "../../twin/level.ts";
import type { StateTable } from "../../twin/stateTable.ts";
import type { HubContext } from "../context.ts";
import { listOf } from "../database/database.ts";

const MINUTE_MS = 60_000;
/** How often the districts are written, and what remains of the city's minutes after two days, ms. */
export const COARSE_MS = 10 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Steps of what is kept: up to this age, at this distance in time. */
export const KEPT = [
  { upToMs: 2 * DAY_MS, stepMs: MINUTE_MS },
  { upToMs: 60 * DAY_MS, stepMs: COARSE_MS },
  { upToMs: 3660 * DAY_MS, stepMs: HOUR_MS },
] as const;

export class IndicatorRecorder {
  private readonly timer: NodeJS.Timeout;
  private writing: Promise<unknown> = Promise.resolve();
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly context: HubContext,
    private readonly state: StateTable,
  ) {
    this.timer = setInterval(() => this.tick(), 5000);
    this.timer.unref();
  }

  /** Writes once a minute of the clock; what all its points have gone silent about is a gap, not a value. */
  tick(): void {
    const minute = Math.floor(this.context.now() / MINUTE_MS) * MINUTE_MS;
    if (minute === this.last) return;
    this.last = minute;
    this.writing = this.writing
      .then(() => this.write(minute))
      .then(() => (minute % HOUR_MS === 0 ? this.thin(minute) : undefined))
      .catch((error: Error) => this.context.log(`indicators: ${error.message}`));
  }

  /** @param minute start of a minute, ms since 1970 @returns rows written */
  async write(minute: number): Promise<number> {
    const { scene, nodes, database } = this.context;
    const places = [0, ...(minute % COARSE_MS === 0 ? districtsOf(nodes) : [])];
    const rows: { place: string[]; indicator: string[]; value: number[]; n: number[] } = {
      place: [],
      indicator: [],
      value: [],
      n: [],
    };
    for (const place of places) {
      // One place after the other, so that readings come in between.
      await new Promise((done) => setImmediate(done));
      for (const { id, value, n, liveness } of computeIndicators(scene, nodes, this.state, place)) {
        if (value === null || liveness === "stale") continue;
        rows.place.push(nodes.columns.code[place]);
        rows.indicator.push(id);
        rows.value.push(value);
        rows.n.push(n);
      }
    }
    if (rows.value.length === 0) return 0;
    await database.query(
      `insert into indicator_value (place, indicator, time, value, n)
       select p, i, $1, v, n from unnest(($2::text)::text[], ($3::text)::text[], ($4::text)::float8[], ($5::text)::int[]) as given(p, i, v, n)
       on conflict do nothing`,
      [minute, textList(rows.place), textList(rows.indicator), listOf(rows.value), listOf(rows.n)],
    );
    return rows.value.length;
  }

  /** Leaves of older values one every so often. */
  async thin(now: number): Promise<void> {
    const { database } = this.context;
    for (const [i, { upToMs }] of KEPT.entries()) {
      const next = KEPT[i + 1];
      await database.query(
        next
          ? "delete from indicator_value where time < $1 and time % $2 <> 0 and time >= $3"
          : "delete from indicator_value where time < $1",
        next ? [now - upToMs, next.stepMs, now - upToMs - 2 * DAY_MS] : [now - upToMs],
      );
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
  }
}

function districtsOf(nodes: HubContext["nodes"]): number[] {
  return nodes.childrenOf(0).filter((slot) => slot < nodes.placeCount && nodes.columns.level[slot] <= LEVEL.district);
}

/** A list of texts as PostgreSQL writes an array. */
const textList = (texts: readonly string[]): string =>
  `{${texts.map((text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
