// What an action does to a case beside moving it: one small deed for each word of EFFECTS.

import { extendLimit, isLate, limitIn, pauseLimit, resumeLimit, startLimit } from "./clocks.ts";
import { type DeedRefusal, type Rules, refused } from "./decide.ts";
import type { Duration, Effect, FlowAction } from "./flow.ts";
import { SOLVED_DAYS } from "./measures.ts";
import type { ActorFacts, CaseFacts, CaseRecord, TaskRecord } from "./record.ts";
import { hasOpenTask, leadTaskOf, newTask, openTaskOf } from "./tasks.ts";

const DAY_MS = 86_400_000;

export interface Deed {
  rules: Rules;
  facts: CaseFacts;
  /** The case as it becomes; changed in place, as are the tasks. */
  record: CaseRecord;
  tasks: TaskRecord[];
  fields: Readonly<Record<string, unknown>>;
  actor: ActorFacts;
  action: FlowAction;
  now: number;
}

type Outcome = undefined | { refused: DeedRefusal } | { back: true } | { unit: string };

const EFFECT: Readonly<Record<Effect, (deed: Deed) => Outcome>> = {
  register({ rules, record, now }) {
    if (record.registeredAt !== null) return;
    record.registeredAt = now;
    Object.assign(record, startLimit(rules.time, limitIn(rules.class.limits, rules.mode), now));
  },
  dispatch({ rules, record, tasks, fields, now }) {
    const lead = fields.unit as string;
    const co = ((fields.units as string[] | undefined) ?? []).filter((unit) => unit !== lead);
    // Who dispatches again names the whole team: an open task of a unit that is not in it is taken back.
    for (const task of tasks)
      if (
        (task.state === "assigned" || task.state === "acknowledged") &&
        (task.unit === lead || !co.includes(task.unit))
      )
        task.state = "returned";
    tasks.push(newTask(lead, "lead", rules, now));
    for (const unit of co) if (!hasOpenTask(tasks, unit)) tasks.push(newTask(unit, "co", rules, now));
    record.leadUnit = lead;
    record.firstDispatchedAt ??= now;
    setCoUnits(record, tasks);
  },
  addUnits({ rules, record, tasks, fields, now }) {
    for (const unit of fields.units as string[]) {
      if (hasOpenTask(tasks, unit))
        return refused("unit-has-task", `${unit} has a task in this case already → leave it out`, { unit });
      tasks.push(newTask(unit, "co", rules, now));
    }
    setCoUnits(record, tasks);
  },
  acknowledge(deed) {
    const task = taskOf(deed);
    if (!task) return noTask();
    if (task.state === "acknowledged") return refused("acknowledged", "the task has been taken already");
    task.state = "acknowledged";
    task.acknowledgedAt = deed.now;
    return { unit: task.unit };
  },
  return(deed) {
    const task = taskOf(deed);
    if (!task) return noTask();
    task.state = "returned";
    deed.record.returns++;
    setCoUnits(deed.record, deed.tasks);
    return { unit: task.unit };
  },
  arbitrate({ rules, record, tasks, fields, now }) {
    if (fields.uphold === true) return;
    const lead = leadTaskOf(tasks);
    if (lead?.state !== "returned") return refused("not-returned", "no task has been given back");
    Object.assign(lead, { ...newTask(lead.unit, "lead", rules, now), id: lead.id });
    record.returns--;
    // Back to where a task is taken: the unit has to acknowledge it anew.
    const dispatched = rules.flow.actions.find(({ effects }) => effects.includes("dispatch"))?.to;
    if (dispatched && dispatched !== "back") record.backState = dispatched;
    return { back: true };
  },
  complete(deed) {
    const task = taskOf(deed);
    if (!task) return noTask();
    const { record, now } = deed;
    task.state = "done";
    task.acknowledgedAt ??= now;
    task.doneAt = now;
    if (task.role === "lead") {
      record.handledAt = now;
      record.firstHandledAt ??= now;
      record.overdue ||= isLate(record, now);
    }
    return { unit: task.unit };
  },
  rework({ record, tasks }) {
    const lead = leadTaskOf(tasks);
    if (lead) Object.assign(lead, { state: "acknowledged", doneAt: null });
    record.handledAt = null;
    record.reworks++;
  },
  extend({ rules, record, fields, now }) {
    if (record.overdue || isLate(record, now))
      return refused("already-overdue", "the limit has passed → it cannot be extended any more");
    if (record.dueAt === null) return refused("no-limit", "no limit runs that could be extended");
    Object.assign(record, extendLimit(rules.time, record, fields.by as Duration));
    record.extensions++;
  },
  suspend({ rules, record, now }) {
    record.overdue ||= isLate(record, now);
    Object.assign(record, pauseLimit(rules.time, record, now));
  },
  resume({ rules, record, now }) {
    Object.assign(record, resumeLimit(rules.time, record, now));
  },
  supervise({ record }) {
    record.supervised = true;
  },
  close({ record, now }) {
    record.closedAt = now;
    record.firstClosedAt ??= now;
    record.overdue ||= isLate(record, now);
  },
  reopen({ rules, record, now }) {
    record.reopened ||= record.firstClosedAt !== null && now - record.firstClosedAt <= SOLVED_DAYS * DAY_MS;
    record.closedAt = null;
    record.handledAt = null;
    Object.assign(record, startLimit(rules.time, limitIn(rules.class.limits, rules.mode), now));
  },
  rate({ record, fields, now }) {
    if (fields.rating === undefined) return;
    record.rating = fields.rating as number;
    record.ratedAt = now;
  },
  join({ facts, record }) {
    const { other } = facts;
    if (!other) return refused("no-such-case", "the case to join is not there → look its number up");
    if (other.id === record.id) return refused("join-itself", "a case cannot be joined to itself");
    if (other.end !== null && other.end !== "closed")
      return refused("join-ended", "that case was rejected, voided or joined itself → name the one that goes on");
    record.joinedTo = other.id;
  },
  grade({ record, fields }) {
    const [grade, level] = [fields["event-grade"], fields["response-level"]].map((value) =>
      value === undefined ? null : Number(value),
    );
    if (grade !== null) {
      record.eventGrade = grade;
      record.severity = 6 - grade;
    }
    if (level !== null) record.responseLevel = level;
  },
};

export const applyEffect = (effect: Effect, deed: Deed): Outcome => EFFECT[effect](deed);

/** The task the action is about: the guard says which. */
function taskOf({ action, tasks, actor }: Deed): TaskRecord | undefined {
  const guard = action.guards.find(({ is }) => is === "leadTask" || is === "coTask" || is === "anyTask");
  return openTaskOf(tasks, (guard?.is ?? "anyTask") as "leadTask" | "coTask" | "anyTask", actor);
}

const noTask = () => refused("not-your-task", "the unit has no open task in the case → ask who dispatches");

function setCoUnits(record: CaseRecord, tasks: readonly TaskRecord[]): void {
  record.coUnits = [
    ...new Set(tasks.filter(({ role, state }) => role === "co" && state !== "returned").map(({ unit }) => unit)),
  ];
}
