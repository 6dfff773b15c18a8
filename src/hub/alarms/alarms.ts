// The hub's part for alarms: the engine in the path of readings, its transitions into the database, people's commands, hints out.

import type { FastifyInstance } from "fastify";
import { AlarmEngine } from "../../twin/alarms/engine.ts";
import { comesTo, FloodWatch, operatorsOf } from "../../twin/alarms/operators.ts";
import { rulesOf } from "../../twin/alarms/rules.ts";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import type { AlertTable } from "../../twin/alerts.ts";
import type { ObservationColumns } from "../../twin/observations.ts";
import type { Bilingual } from "../../twin/scene/words.ts";
import { HUB_PERSON } from "../audit/entry.ts";
import type { HubContext, HubPart } from "../context.ts";
import type { Statement } from "../database/database.ts";
import { passTime } from "./clock.ts";
import { AlarmHints } from "./hints.ts";
import { alarmsById } from "./query.ts";
import { TransitionQueue } from "./queue.ts";
import { addAlarmRoutes } from "./routes.ts";
import { ALARM_COLUMNS, alarmOfRow } from "./rows.ts";
import { partOf, RuleTable, WARNING_KIND } from "./subjects.ts";
import { WarningWatch } from "./warningWatch.ts";
import { AlarmWriter, FLUSH_MS } from "./writer.ts";

const SECOND_MS = 1000;
/** Escalation, shelves and chatter are looked at this often, ms. */
const CLOCK_MS = 5000;

/** What a case wants to know of an alarm. Times in ms since 1970. */
export interface AlarmFacts {
  id: number;
  node: string;
  /** −1 when the scene has the node no more. */
  slot: number;
  rule: string;
  name: Bilingual;
  severity: number;
  kind: string;
  /** Major and minor class of the kind, when it has one. */
  classCode: string | undefined;
  unit: string | null;
  grade: number;
  place: string;
  value: number | null;
  flags: number;
  active: boolean;
  sourceTime: number | null;
  raisedAt: number;
  activeAt: number;
  clearedAt: number | null;
  endedAt: number | null;
  caseId: number | null;
}

export class Alarms implements HubPart {
  readonly engine: AlarmEngine;
  readonly writer: AlarmWriter;
  private readonly rules: RuleTable;
  private readonly warnings: WarningWatch;
  private readonly hints: AlarmHints;
  private readonly floods: { desk: ReturnType<typeof operatorsOf>[number]; watch: FloodWatch }[];
  private readonly timers: NodeJS.Timeout[] = [];
  private dropped = 0;

  private constructor(
    private readonly context: HubContext,
    alerts: AlertTable,
    readonly queue: TransitionQueue,
  ) {
    const { scene, nodes } = context;
    const { thresholds } = scene.alarms;
    const rules = rulesOf(scene);
    this.rules = new RuleTable(rules);
    this.engine = new AlarmEngine(nodes, scene.kinds, rules, (slot, rule, severity, value, source, at, flags) =>
      this.queue.push(slot, rule, severity, value, source, at, flags),
    );
    this.floods = operatorsOf(scene, nodes).map((desk) => ({
      desk,
      watch: new FloodWatch(thresholds.floodCount, thresholds.floodMinutes * 60_000),
    }));
    this.hints = new AlarmHints(context);
    this.writer = new AlarmWriter(context, this.queue, this.rules, {
      raised: (slot, unit, at) => {
        for (const { desk, watch } of this.floods) if (comesTo(desk, nodes, slot, unit)) watch.raised(at);
      },
      touched: (alarms) => this.hints.touched(alarms),
    });
    this.warnings = new WarningWatch(nodes, alerts, this.rules, this.queue);
  }

  /** @param alerts warnings in force, as ingest keeps them @param last values from before this start */
  static async open(
    context: HubContext,
    alerts: AlertTable,
    last?: ObservationColumns,
    queue = new TransitionQueue(),
  ): Promise<Alarms> {
    const alarms = new Alarms(context, alerts, queue);
    if (last) {
      const now = context.now();
      for (let i = 0; i < last.slot.length; i++)
        alarms.engine.known(last.slot[i], last.value[i], last.time[i], now, last.flags[i]);
    }
    await alarms.takeUp();
    // Until the source broker has been there once, silence is ours.
    alarms.sourceLost();
    alarms.hints.all(context.nodes.partitionCount);
    alarms.start();
    return alarms;
  }

  private start(): void {
    const { context } = this;
    const quietly = (work: () => Promise<unknown>) => () =>
      void work().catch((error: Error) => context.log(`alarms: ${error.message}`));
    this.timers.push(
      setInterval(
        quietly(() => this.flush()),
        FLUSH_MS,
      ),
      setInterval(() => this.tick(context.now()), SECOND_MS),
      setInterval(
        quietly(() => this.hints.tell()),
        SECOND_MS,
      ),
      setInterval(
        quietly(() => this.passTime()),
        CLOCK_MS,
      ),
    );
    for (const timer of this.timers) timer.unref();
  }

  /** A reading that is its point's new last value. Times in ms since 1970. */
  observed(slot: number, value: number, sourceTime: number, now: number, flags: number): void {
    this.engine.take(slot, value, sourceTime, now, flags);
  }

  sourceLost(): void {
    this.engine.sourceLost();
    this.warnings.sourceLost();
  }

  /** @param now ms since 1970 */
  sourceBack(now: number): void {
    this.engine.sourceBack(now);
    this.warnings.sourceBack(now);
    this.hints.all(this.context.nodes.partitionCount);
  }

  /** Lets the engine's time pass. @param now ms since 1970 */
  tick(now: number): void {
    this.engine.tick(now);
    this.warnings.tick(now);
  }

  /** Writes what waits; then, if the queue has overflowed, what is open is compared with the engine again. */
  async flush(): Promise<void> {
    await this.writer.flush();
    if (this.queue.dropped === this.dropped || this.writer.waiting > 0) return;
    this.dropped = this.queue.dropped;
    this.context.log(`alarms: ${this.dropped} changes found no room; what is open is compared anew`);
    this.compare();
  }

  /** Escalation, shelves, chatter. */
  async passTime(): Promise<void> {
    const now = this.context.now();
    const touched = await this.writer.alone(() => passTime(this.context, this.writer.chatter.calmed(now), now));
    this.hints.touched(touched);
  }

  /** Ids of desks in a flood. */
  floodedDesks(): ReadonlySet<string> {
    const now = this.context.now();
    return new Set(this.floods.filter(({ watch }) => watch.isFlood(now)).map(({ desk }) => desk.id));
  }

  /** Alarms that a command has changed. */
  changed(alarms: readonly Pick<AlarmRow, "id" | "version" | "node" | "place">[]): void {
    const { nodes } = this.context;
    this.hints.touched(
      alarms.map(({ id, version, node }) => ({ id, version: version + 1, part: partOf(nodes, nodes.slotOf(node)) })),
    );
  }

  /** What a case wants to know of an alarm; undefined when there is none. Whoever asks must have asked whether the person may. */
  async alarmOf(id: number): Promise<AlarmFacts | undefined> {
    const [alarm] = await alarmsById(this.context, [id]);
    if (!alarm) return undefined;
    const { scene, nodes } = this.context;
    const kind = scene.kinds.find((one) => one.id === alarm.kind);
    const rule = rulesOf(scene).find((one) => one.id === alarm.rule);
    const { title, ...facts } = alarm;
    const name = title ?? rule?.name ?? kind?.name ?? { zh: alarm.rule };
    return { ...facts, name, slot: nodes.slotOf(alarm.node), classCode: kind?.classCode };
  }

  /** Joins a case to an alarm, in the transaction of the case. One row, or the whole is undone. */
  linkCase(
    alarmId: number,
    caseId: number,
    by: { id: string; name: string } = { id: HUB_PERSON, name: HUB_PERSON },
  ): Statement {
    return {
      sql: `with done as (update alarm set case_id = $2, version = version + 1 where id = $1
          returning id, severity, value, source_time, flags)
        insert into alarm_event (alarm, at, what, person, name, severity, value, source_time, flags, detail)
        select id, $3, 'case', $4, $5, severity, value, source_time, flags, $6 from done returning alarm`,
      params: [alarmId, caseId, this.context.now(), by.id, by.name, JSON.stringify({ case: caseId })],
      rows: 1,
    };
  }

  addRoutes(app: FastifyInstance): void {
    addAlarmRoutes(app, this.context, this);
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.writer.close();
  }

  /** For diagnostics. */
  get counters() {
    const { engine, queue, writer } = this;
    const { dropped } = queue;
    return { cells: engine.cellCount, ...engine.tally, ...writer.tally, waiting: writer.waiting, dropped };
  }

  /** Takes up what was active before this start; what the scene knows no more ends. */
  private async takeUp(): Promise<void> {
    const { database, nodes, now } = this.context;
    const rows = await database.query(
      `select ${ALARM_COLUMNS} from alarm where ended_at is null and active order by active_at, id`,
    );
    const at = now();
    for (const alarm of rows.map(alarmOfRow)) {
      const slot = nodes.slotOf(alarm.node);
      const isWarning = alarm.kind === WARNING_KIND;
      if (isWarning && slot >= 0 && alarm.title) this.warnings.restore(slot, alarm.rule, alarm.title, alarm.severity);
      const rule = this.rules.indexOf(alarm.rule);
      if (slot >= 0 && rule >= 0) {
        this.writer.restore(slot, alarm.rule, alarm.severity, alarm.activeAt, alarm.group);
        if (alarm.chattering) this.writer.chatter.restore(AlarmWriter.keyOf(alarm.node, alarm.rule), at);
        if (isWarning || this.engine.restore(slot, rule, alarm.severity, at)) continue;
        this.queue.push(slot, rule, 0, alarm.value ?? Number.NaN, alarm.sourceTime ?? Number.NaN, at, alarm.flags);
      } else await this.orphaned(alarm, at);
    }
  }

  /** Nothing can ever clear an alarm of a node or a rule that is gone. */
  private async orphaned({ id }: AlarmRow, at: number): Promise<void> {
    await this.context.database.batch([
      {
        sql: `with done as (update alarm a set active = false, latched = false, cleared_at = $2, version = version + 1,
            ended_at = case when a.acknowledged and a.shelved_until is null and not a.suppressed and not a.out_of_service
              then $2::bigint end where id = $1 and active returning *)
          insert into alarm_event (alarm, at, what, person, name, severity, value, source_time, flags, detail)
          select id, $2, 'clear', '${HUB_PERSON}', '${HUB_PERSON}', 0, value, source_time, flags, '{"gone":true}' from done`,
        params: [id, at],
      },
    ]);
  }

  /** Makes transitions of what the engine has otherwise than what was written. */
  private compare(): void {
    const { nodes, now } = this.context;
    const at = now();
    const inForce = new Map<string, number>();
    this.engine.forEachActive((slot, rule, severity, value, source, flags) => {
      const key = AlarmWriter.keyOf(nodes.columns.code[slot], this.rules.at(rule).id);
      inForce.set(key, severity);
      if (this.writer.severityOf(key) !== severity) this.queue.push(slot, rule, severity, value, source, at, flags);
    });
    for (const [key] of this.writer.activeAlarms) {
      const [node, ruleId] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
      const rule = this.rules.indexOf(ruleId);
      if (inForce.has(key) || rule < 0 || this.rules.at(rule).title !== null) continue;
      this.queue.push(nodes.slotOf(node), rule, 0, Number.NaN, at, at, 0);
    }
  }
}
