// A case in the middle of things, and the rules it goes by, for tests of the rules alone.

import { WorkingTime } from "../../../../src/twin/cases/calendar.ts";
import { caseCatalogue } from "../../../../src/twin/cases/catalogue.ts";
import { type Decision, decide, moveTo, type Rules } from "../../../../src/twin/cases/decide.ts";
import type { Flow } from "../../../../src/twin/cases/flow.ts";
import type { ActorFacts, CaseFacts, CaseRecord } from "../../../../src/twin/cases/record.ts";
import { caseSettings } from "../../../../src/twin/scene/cases.ts";

export const at = (text: string): number => Date.parse(`${text.replace(" ", "T")}:00+08:00`);
export const SETTINGS = caseSettings.parse({});
export const CATALOGUE = caseCatalogue(SETTINGS);
export const UNITS = new Set(["drainage", "traffic", "urban", "services"]);

export const rulesOf = (flow = "everyday", code = "0506", more: Partial<Rules> = {}): Rules => ({
  flow: CATALOGUE.flows.get(flow) as Flow,
  class: CATALOGUE.classes.get(`matter:${code}`) ?? ([...CATALOGUE.classes.values()][0] as never),
  time: new WorkingTime(CATALOGUE.calendar, "Asia/Shanghai"),
  acknowledge: SETTINGS.acknowledge,
  mode: "normal",
  units: UNITS,
  isAsset: (code) => code.startsWith("EP"),
  ...more,
});

export function freshRecord(rules: Rules, now: number): CaseRecord {
  const record: CaseRecord = {
    id: 1,
    number: "20261127-0001",
    flow: rules.flow.id,
    flowVersion: rules.flow.version,
    mode: rules.flow.mode,
    state: rules.flow.start,
    step: "",
    end: null,
    classKind: "matter",
    classCode: "0506",
    title: "积水",
    place: "310101001001001",
    node: null,
    lon: null,
    lat: null,
    severity: 3,
    eventGrade: null,
    responseLevel: null,
    leadUnit: null,
    coUnits: [],
    source: "map",
    grade: 1,
    reportedAt: now,
    registeredAt: null,
    stateAt: now,
    stateDueAt: null,
    dueAt: null,
    pausedAt: null,
    handledAt: null,
    closedAt: null,
    overdue: false,
    supervised: false,
    extensions: 0,
    reworks: 0,
    returns: 0,
    rating: null,
    version: 1,
    dueLeft: null,
    dueIn: null,
    backState: null,
    lateDone: false,
    joinedTo: null,
    firstDispatchedAt: null,
    firstHandledAt: null,
    firstClosedAt: null,
    reopened: false,
    ratedAt: null,
  };
  moveTo(rules, record, rules.flow.start, rules.flow.start, now);
  return record;
}

export const PERSON: ActorFacts = { id: "p1", name: "甲", allowed: true, units: null };

/** A case that is acted on deed by deed. */
export class Walk {
  facts: CaseFacts;
  now: number;
  photos: number[] = [];
  private readonly deeds = new Map<string, { count: number; lastPerson: string; lastAt: number }>();

  constructor(
    readonly rules: Rules,
    start: string,
  ) {
    this.now = at(start);
    this.facts = { record: freshRecord(rules, this.now), tasks: [], deeds: this.deeds, photos: this.photos };
  }

  try(action: string, fields: Record<string, unknown> = {}, actor: Partial<ActorFacts> = {}) {
    return decide(this.rules, this.facts, { action, fields }, { ...PERSON, ...actor }, this.now);
  }

  /** The refusal's word. */
  no(action: string, fields: Record<string, unknown> = {}, actor: Partial<ActorFacts> = {}): string {
    const outcome = this.try(action, fields, actor);
    return "refused" in outcome ? outcome.refused.code : `done: ${outcome.record.state}`;
  }

  /** Does it at a time. @throws Error when it is refused */
  do(
    when: string | null,
    action: string,
    fields: Record<string, unknown> = {},
    actor: Partial<ActorFacts> = {},
  ): Decision {
    if (when !== null) this.now = at(when);
    const outcome = this.try(action, fields, actor);
    if ("refused" in outcome) throw new Error(`${action}: ${outcome.refused.code} ${outcome.refused.reason}`);
    const before = this.deeds.get(action)?.count ?? 0;
    this.deeds.set(action, { count: before + 1, lastPerson: outcome.event.person, lastAt: this.now });
    let next = this.facts.tasks.reduce((most, { id }) => Math.max(most, id), 0);
    const tasks = outcome.tasks.map((task) => (task.id === 0 ? { ...task, id: ++next } : task));
    this.facts = { ...this.facts, record: outcome.record, tasks };
    return outcome;
  }
}
