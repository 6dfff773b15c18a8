// Transitions into the database: a batch each 250 ms in one transaction, tried again until it is done, and done once.

import { randomUUID } from "node:crypto";
import { type AlarmEventKind, transitionWord } from "../../twin/alarms/alarm.ts";
import { Chatter } from "../../twin/alarms/chatter.ts";
import { type Grouped, Grouping } from "../../twin/alarms/grouping.ts";
import { HUB_PERSON } from "../audit/entry.ts";
import type { HubContext } from "../context.ts";
import { DatabaseError, listOf, type Row, type Statement, textListOf, WRONG_ROWS } from "../database/database.ts";
import type { Transition, TransitionQueue } from "./queue.ts";
import { type AlarmSubject, type RuleTable, subjectOf } from "./subjects.ts";

export const FLUSH_MS = 250;
const RETRY_MS = 1000;
/** Transitions of one transaction: others wait for the database too. */
const BATCH_ROWS = 2000;
/** Changes of one alarm within one batch; more wait for the next. */
const MOST_ROUNDS = 32;
const BUCKET_MS = 600_000;

/** One transition as it is written. */
interface Written extends Transition {
  subject: AlarmSubject;
  key: string;
  ruleId: string;
  latched: boolean;
  title: string | null;
  /** Names of the rule, to search. */
  named: string;
  what: AlarmEventKind;
  group: Grouped;
  chattering: boolean;
}

interface Batch {
  statements: Statement[];
  written: Written[];
}

/** An alarm that was written: for whoever tells the page. */
export interface Touched {
  id: number;
  version: number;
  part: number;
  open: boolean;
}

const COLUMNS = `node, rule, kind, unit, grade, part, place, words, title, severity, latched, value, flags, source_time, at, what,
  group_key, group_reason, chattering`;
const GIVEN = `given as (select node, rule, kind, nullif(unit, '') as unit, grade, part, place, words, nullif(title, '') as title,
  severity, latched, value, flags, source_time, at, what, group_key, group_reason, chattering from unnest(
  ($1::text)::text[], ($2::text)::text[], ($3::text)::text[], ($4::text)::text[], ($5::text)::smallint[], ($6::text)::smallint[],
  ($7::text)::text[], ($8::text)::text[], ($9::text)::text[], ($10::text)::smallint[], ($11::text)::boolean[],
  ($12::text)::double precision[], ($13::text)::smallint[], ($14::text)::bigint[], ($15::text)::bigint[], ($16::text)::text[],
  ($17::text)::text[], ($18::text)::text[], ($19::text)::boolean[]) as g(${COLUMNS}))`;
const EVENTS = `events as (insert into alarm_event (alarm, at, what, person, name, severity, value, source_time, flags, detail)
    select done.id, given.at, given.what, '${HUB_PERSON}', '${HUB_PERSON}', given.severity, given.value, given.source_time, given.flags, '{}'
    from done join given using (node, rule))
  select id, version, part, open from done`;

// The same as afterTransition (twin/alarms/alarm.ts): what has come back or got worse must be acknowledged again.
const AGAIN = "(not a.active or excluded.severity > a.severity)";
const RAISE = `with ${GIVEN},
  done as (insert into alarm as a (node, rule, kind, unit, grade, part, place, words, title, severity, worst, active, latched,
      chattering, value, flags, source_time, raised_at, active_at, pending_at, group_key, group_reason)
    select node, rule, kind, unit, grade, part, place, words, title, severity, severity, true, latched, chattering, value, flags,
      source_time, at, at, at, group_key, group_reason from given
    on conflict (node, rule) where ended_at is null do update set
      severity = excluded.severity, worst = greatest(a.worst, excluded.severity), active = true,
      acknowledged = a.acknowledged and not ${AGAIN},
      acknowledged_at = case when ${AGAIN} then null else a.acknowledged_at end,
      acknowledged_by = case when ${AGAIN} then null else a.acknowledged_by end,
      latched = a.latched or (not a.active and excluded.latched), chattering = excluded.chattering,
      occurrences = a.occurrences + case when a.active then 0 else 1 end,
      level = case when ${AGAIN} then 0 else a.level end,
      active_at = case when a.active then a.active_at else excluded.active_at end,
      pending_at = case when ${AGAIN} then excluded.pending_at else a.pending_at end,
      cleared_at = null, value = excluded.value, flags = excluded.flags, source_time = excluded.source_time,
      title = excluded.title, words = excluded.words,
      group_key = case when a.active then a.group_key else excluded.group_key end,
      group_reason = case when a.active then a.group_reason else excluded.group_reason end,
      version = a.version + 1
    returning a.id, a.node, a.rule, a.version, a.part, true as open), ${EVENTS}`;
/** An alarm that nothing keeps open when it is neither active nor unacknowledged. */
export const LOOSE = "not a.latched and a.shelved_until is null and not a.suppressed and not a.out_of_service";
const CLEAR = `with ${GIVEN},
  done as (update alarm a set active = false, cleared_at = given.at, value = given.value, flags = given.flags,
      source_time = given.source_time, chattering = given.chattering, version = a.version + 1,
      ended_at = case when a.acknowledged and ${LOOSE} then given.at end
    from given where a.node = given.node and a.rule = given.rule and a.ended_at is null and a.active
    returning a.id, a.node, a.rule, a.version, a.part, a.ended_at is null as open), ${EVENTS}`;
const RATES = `insert into alarm_rate as r select * from unnest(
    ($1::text)::bigint[], ($2::text)::text[], ($3::text)::text[], ($4::text)::int[]) as g(bucket, place, unit, count)
  on conflict (bucket, place, unit) do update set count = r.count + excluded.count`;
// A batch that is sent again because nobody heard whether it was done changes no row here, and is then known as done.
const ONCE = `insert into alarm_batch as b values ($1, $2)
  on conflict (writer) do update set seq = excluded.seq where b.seq < excluded.seq returning seq`;

export class AlarmWriter {
  readonly tally = { written: 0, batches: 0, failures: 0, lastError: "", lastFlushMs: 0 };
  readonly chatter: Chatter;
  readonly grouping: Grouping;
  private readonly name = randomUUID();
  private seq = 0;
  /** Severity in force of every active alarm, as of what has been prepared. */
  private readonly active = new Map<string, number>();
  private pending: Batch | undefined;
  private rest: Transition[] = [];
  private working: Promise<void> = Promise.resolve();
  private retryAt = 0;

  constructor(
    private readonly context: Pick<HubContext, "scene" | "nodes" | "database" | "now" | "log">,
    private readonly queue: TransitionQueue,
    private readonly rules: RuleTable,
    private readonly hooks: {
      /** New alarms of a node and a unit. */
      raised(slot: number, unit: string | null, at: number): void;
      touched(alarms: readonly Touched[]): void;
    },
  ) {
    const { thresholds, grouping } = context.scene.alarms;
    this.chatter = new Chatter(thresholds.chatterPerMinute);
    this.grouping = new Grouping(context.nodes, {
      spanMs: grouping.minutes * 60_000,
      hops: grouping.hops,
      mostMs: grouping.mostMinutes * 60_000,
      most: grouping.most,
    });
  }

  static keyOf = (node: string, rule: string): string => `${node} ${rule}`;

  /** Takes up an alarm that was active before this start. */
  restore(slot: number, rule: string, severity: number, at: number, group: string): void {
    const key = AlarmWriter.keyOf(this.context.nodes.columns.code[slot], rule);
    this.active.set(key, severity);
    this.grouping.restore(key, slot, rule, at, group);
  }

  /** Transitions that are not on disk yet. */
  get waiting(): number {
    return this.queue.length + this.rest.length + (this.pending?.written.length ?? 0);
  }

  /** Severity in force of an alarm as the database has it or is about to; 0 when it is not active. */
  severityOf(key: string): number {
    return this.active.get(key) ?? 0;
  }

  /** Active alarms as the database has them or is about to: key → severity. */
  get activeAlarms(): ReadonlyMap<string, number> {
    return this.active;
  }

  /** Runs work after all that is under way, alone. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.working.then(work);
    this.working = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Writes what waits. Resolved: what was there is on disk, or the database refused (see the tally) and it waits on. */
  flush(): Promise<void> {
    return this.alone(async () => {
      while (this.waiting > 0 && this.context.now() >= this.retryAt) if (!(await this.writeBatch())) return;
    });
  }

  /** Writes what waits now or never. */
  async close(): Promise<void> {
    this.retryAt = 0;
    await this.flush();
  }

  private async writeBatch(): Promise<boolean> {
    this.pending ??= this.prepare();
    const { statements, written } = this.pending;
    const began = performance.now();
    let results: Row[][] = [];
    try {
      results = await this.context.database.batch(statements);
    } catch (error) {
      const known = error instanceof DatabaseError && error.code === WRONG_ROWS && error.at === 0;
      if (!known) {
        this.tally.failures++;
        this.tally.lastError = (error as Error).message;
        this.retryAt = this.context.now() + RETRY_MS;
        if (this.tally.failures === 1) this.context.log(`alarms wait: ${this.tally.lastError}`);
        return false;
      }
    }
    this.pending = undefined;
    this.tally.written += written.length;
    this.tally.batches++;
    this.tally.lastFlushMs = performance.now() - began;
    for (const { what, slot, subject, at } of written) if (what === "raise") this.hooks.raised(slot, subject.unit, at);
    this.hooks.touched(results.slice(1).flatMap((rows) => rows as unknown as Touched[]));
    return true;
  }

  /** Takes transitions out of the queue and makes a batch of them; done once, however often the batch is tried. */
  private prepare(): Batch {
    const taken = [...this.rest, ...this.queue.take(Math.max(0, BATCH_ROWS - this.rest.length))];
    this.rest = [];
    const rounds: Written[][] = [];
    const turns = new Map<string, number>();
    const written: Written[] = [];
    // What began first leads its group, whichever message came first.
    const order = taken.map((transition, i) => ({ transition, i }));
    order.sort((a, b) => a.transition.sourceTime - b.transition.sourceTime || a.i - b.i);
    const groups = this.groupsOf(order.map(({ transition }) => transition));
    for (const transition of taken) {
      const { slot, rule, severity, at } = transition;
      const entry = this.rules.at(rule);
      const key = AlarmWriter.keyOf(this.context.nodes.columns.code[slot], entry.id);
      const round = turns.get(key) ?? 0;
      if (round >= MOST_ROUNDS) {
        this.rest.push(transition);
        continue;
      }
      turns.set(key, round + 1);
      const before = this.active.get(key) ?? 0;
      if (severity === before) continue;
      if (severity === 0) this.active.delete(key);
      else this.active.set(key, severity);
      this.chatter.changed(key, at);
      const row: Written = {
        ...transition,
        key,
        subject: subjectOf(this.context.nodes, this.context.scene.kinds, slot, entry.title !== null),
        ruleId: entry.id,
        latched: entry.latched,
        title: entry.title && JSON.stringify(entry.title),
        named: `${entry.name.zh} ${entry.name.en ?? ""}`.toLowerCase(),
        what: transitionWord(before, severity),
        group: groups.get(transition) ?? { group: `${key}@${transition.sourceTime}`, reason: "first" },
        chattering: this.chatter.isChattering(key),
      };
      rounds[round] ??= [];
      rounds[round].push(row);
      written.push(row);
    }
    const statements: Statement[] = [{ sql: ONCE, params: [this.name, ++this.seq], rows: 1 }];
    for (const rows of rounds) {
      const raised = (rows ?? []).filter(({ severity }) => severity > 0);
      const cleared = (rows ?? []).filter(({ severity }) => severity === 0);
      if (raised.length > 0) statements.push({ sql: RAISE, params: paramsOf(raised) });
      if (cleared.length > 0) statements.push({ sql: CLEAR, params: paramsOf(cleared) });
    }
    statements.push(...this.rates(written));
    return { statements, written };
  }

  private groupsOf(inOrder: readonly Transition[]): Map<Transition, Grouped> {
    const groups = new Map<Transition, Grouped>();
    const active = new Map<string, boolean>();
    for (const transition of inOrder) {
      const { slot, rule, severity, sourceTime, at } = transition;
      const { id } = this.rules.at(rule);
      const key = AlarmWriter.keyOf(this.context.nodes.columns.code[slot], id);
      const was = active.get(key) ?? this.active.has(key);
      active.set(key, severity > 0);
      if (severity === 0) this.grouping.left(key);
      else if (!was) {
        groups.set(transition, this.grouping.joined(key, slot, id, Number.isNaN(sourceTime) ? at : sourceTime));
      }
    }
    return groups;
  }

  private rates(written: readonly Written[]): Statement[] {
    const counts = new Map<string, { bucket: number; place: string; unit: string; count: number }>();
    for (const { what, at, subject } of written) {
      if (what !== "raise") continue;
      const bucket = Math.floor(at / BUCKET_MS) * BUCKET_MS;
      const place = districtPath(subject.place);
      const unit = subject.unit ?? "";
      const key = `${bucket} ${place} ${unit}`;
      const row = counts.get(key) ?? { bucket, place, unit, count: 0 };
      row.count++;
      counts.set(key, row);
    }
    if (counts.size === 0) return [];
    const rows = [...counts.values()];
    return [
      {
        sql: RATES,
        params: [
          listOf(rows.map(({ bucket }) => bucket)),
          textListOf(rows.map(({ place }) => place)),
          textListOf(rows.map(({ unit }) => unit)),
          listOf(rows.map(({ count }) => count)),
        ],
      },
    ];
  }
}

/** The first two places of a path: city and district. */
const districtPath = (place: string): string => /^\/[^/]*\/(?:[^/]*\/)?/.exec(place)?.[0] ?? "/";

const whole = (time: number): number => (Number.isNaN(time) ? time : Math.round(time));

function paramsOf(rows: readonly Written[]): string[] {
  const texts = (of: (row: Written) => string): string => textListOf(rows.map(of));
  const numbers = (of: (row: Written) => number): string => listOf(rows.map(of));
  const flags = (of: (row: Written) => boolean): string => `{${rows.map(of).join(",")}}`;
  return [
    texts(({ subject }) => subject.node),
    texts(({ ruleId }) => ruleId),
    texts(({ subject }) => subject.kind),
    texts(({ subject }) => subject.unit ?? ""),
    numbers(({ subject }) => subject.grade),
    numbers(({ subject }) => subject.part),
    texts(({ subject }) => subject.place),
    texts(({ subject, named }) => `${subject.words} ${named}`),
    texts(({ title }) => title ?? ""),
    numbers(({ severity }) => severity),
    flags(({ latched }) => latched),
    numbers(({ value }) => value),
    numbers((row) => row.flags),
    numbers(({ sourceTime }) => whole(sourceTime)),
    numbers(({ at }) => whole(at)),
    texts(({ what }) => what),
    texts(({ group }) => group.group),
    texts(({ group }) => group.reason),
    flags(({ chattering }) => chattering),
  ];
}
