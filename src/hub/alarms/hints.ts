// Hints to pages that alarms have changed: which and how many, never what. At most once a second for a partition; the page asks the API.

import type { AlarmHint } from "../../twin/alarms/shapes.ts";
import type { HubContext } from "../context.ts";
import { listOf } from "../database/database.ts";
import type { Touched } from "./writer.ts";

const MOST_CHANGED = 100;

export class AlarmHints {
  private readonly changed = new Map<number, Map<number, number>>();

  constructor(private readonly context: Pick<HubContext, "scene" | "database" | "publish" | "now">) {}

  touched(alarms: readonly Pick<Touched, "id" | "version" | "part">[]): void {
    for (const { id, version, part } of alarms) {
      const changed = this.changed.get(part) ?? new Map<number, number>();
      changed.set(id, version);
      this.changed.set(part, changed);
    }
  }

  /** Everything is told anew, such as after a start. @param parts partitions there are */
  all(parts: number): void {
    for (let part = 0; part < parts; part++) if (!this.changed.has(part)) this.changed.set(part, new Map());
  }

  /** Tells what has changed since the last time. */
  async tell(): Promise<void> {
    if (this.changed.size === 0) return;
    const told = new Map(this.changed);
    this.changed.clear();
    const { scene, database, publish, now } = this.context;
    const rows = await database.query<{ part: number; open: number; unseen: number }>(
      `select part, count(*)::int as open, count(*) filter (where not acknowledged)::int as unseen from alarm
       where ended_at is null and part = any(($1::text)::int[]) group by part`,
      [listOf([...told.keys()])],
    );
    const counts = new Map(rows.map((row) => [row.part, row]));
    for (const [part, changed] of told) {
      const { open = 0, unseen = 0 } = counts.get(part) ?? {};
      const hint: AlarmHint = {
        at: now(),
        open,
        unacknowledged: unseen,
        changed: [...changed].slice(0, MOST_CHANGED),
        more: Math.max(0, changed.size - MOST_CHANGED),
      };
      // A broker that is away has it told again when it is back.
      if (!publish(`yiwang/${scene.id}/desk/alarms/${part}`, JSON.stringify(hint), true))
        this.touched(back(part, changed));
    }
  }
}

const back = (part: number, changed: ReadonlyMap<number, number>): { id: number; version: number; part: number }[] =>
  [...changed].map(([id, version]) => ({ id, version, part }));
