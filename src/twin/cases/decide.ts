// The rules of a case's way: may this be done now, by this person, and what becomes of the case. Pure; the hub keeps what comes out.

import type { WorkingTime } from "./calendar.ts";
import type { CaseClass } from "./caseClass.ts";
import { statesOf } from "./checkFlow.ts";
import { stateDue } from "./clocks.ts";
import { applyEffect } from "./effects.ts";
import { checkFields, type Known } from "./fields.ts";
import type { Flow, FlowAction } from "./flow.ts";
import type { ActorFacts, CaseFacts, CaseRecord, TaskRecord } from "./record.ts";
import type { CaseEvent, OpsMode } from "./shapes.ts";
import { openTaskOf } from "./tasks.ts";

const DAY_MS = 86_400_000;

/** What the rules go by beside the case. */
export interface Rules extends Known {
  flow: Flow;
  class: CaseClass;
  time: WorkingTime;
  acknowledge: { lead: CaseClass["limits"]; co: CaseClass["limits"] };
  mode: OpsMode["mode"];
}

/** A deed that is not done: a word, English with the mend, and figures for the page's own words. */
export interface DeedRefusal {
  code: string;
  reason: string;
  params: Readonly<Record<string, string | number>>;
}

/** What becomes of the case; tasks without a number are new. */
export interface Decision {
  record: CaseRecord;
  tasks: TaskRecord[];
  event: Omit<CaseEvent, "seq">;
  /** Codes of the assets that the deed names: the case is about them too. */
  assets: readonly string[];
}

export const refused = (
  code: string,
  reason: string,
  params: DeedRefusal["params"] = {},
): { refused: DeedRefusal } => ({
  refused: { code, reason, params },
});

/** Actions the case's state has. */
export const actionsIn = (flow: Flow, state: string): FlowAction[] =>
  flow.actions.filter((action) => statesOf(flow, action).includes(state));

/** Why a person may not do an action here and now, whatever they fill in; null when they may. */
export function whyNot(facts: CaseFacts, flow: Flow, action: FlowAction, actor: ActorFacts, now: number) {
  const { record, tasks, deeds, photos } = facts;
  if (!statesOf(flow, action).includes(record.state))
    return refused("wrong-state", `${action.id} cannot be done in the state ${record.state} → look at it anew`, {
      action: action.id,
      state: record.state,
    });
  if (actor.isHub) return null;
  if (!actor.allowed)
    return refused("not-allowed", `not allowed: ${action.id} → ask an administrator for a role that may`, {
      deed: action.id,
    });
  for (const guard of action.guards)
    switch (guard.is) {
      case "leadTask":
      case "coTask":
      case "anyTask":
        if (!openTaskOf(tasks, guard.is, actor))
          return refused("not-your-task", "the unit has no open task of this kind in the case → ask who dispatches");
        break;
      case "coDone": {
        const open = tasks.filter(({ role, state }) => role === "co" && state !== "done" && state !== "returned");
        if (open.length > 0)
          return refused("co-not-done", `${open.length} co-handling units are not done → wait for them`, {
            count: open.length,
            units: open.map(({ unit }) => unit).join(", "),
          });
        break;
      }
      case "photosSince": {
        const since = lastOf(facts, flow);
        const count = photos.filter((at) => at >= since).length;
        if (count < guard.count)
          return refused("photos-missing", `${guard.count} photos are needed, ${count} are there → add them`, {
            needed: guard.count,
            count,
          });
        break;
      }
      case "otherPerson":
        if (deeds.get(guard.action)?.lastPerson === actor.id)
          return refused("same-person", `who did ${guard.action} may not do this → somebody else must`, {
            action: guard.action,
          });
        break;
      case "fewer":
        if ((deeds.get(guard.action)?.count ?? 0) >= guard.count)
          return refused("too-often", `${guard.action} has been done ${guard.count} times already`, {
            action: guard.action,
            count: guard.count,
          });
        break;
      case "withinDays":
        if (record.closedAt === null || now - record.closedAt > guard.count * DAY_MS)
          return refused("too-late", `only within ${guard.count} days of closing → report it anew`, {
            days: guard.count,
          });
        break;
    }
  return null;
}

/** When the case was last dispatched or sent back to work. */
function lastOf({ deeds }: CaseFacts, flow: Flow): number {
  let last = 0;
  for (const action of flow.actions)
    if (action.effects.some((effect) => effect === "dispatch" || effect === "rework" || effect === "reopen"))
      last = Math.max(last, deeds.get(action.id)?.lastAt ?? 0);
  return last;
}

/** @param given what the person filled in */
export function decide(
  rules: Rules,
  facts: CaseFacts,
  command: { action: string; fields: Readonly<Record<string, unknown>> },
  actor: ActorFacts,
  now: number,
): Decision | { refused: DeedRefusal } {
  const { flow } = rules;
  const action = flow.actions.find(({ id }) => id === command.action);
  if (!action)
    return refused("unknown-action", `the flow ${flow.id} has no action ${command.action.slice(0, 60)}`, {
      action: command.action.slice(0, 60),
    });
  const no = whyNot(facts, flow, action, actor, now);
  if (no) return no;
  const checked = checkFields(action, command.fields, rules, !actor.isHub);
  if ("code" in checked) return refused(checked.code, `${checked.reason}`, { field: checked.field });
  const { fields } = checked;
  const { record: before } = facts;
  const record: CaseRecord = { ...before, coUnits: [...before.coUnits], version: before.version + 1 };
  const tasks = facts.tasks.map((task) => ({ ...task }));
  let goesBack = action.to === "back";
  let unit: string | null = actor.unit ?? (actor.units?.length === 1 ? actor.units[0] : null);
  for (const effect of action.effects) {
    const done = applyEffect(effect, { rules, facts, record, tasks, fields, actor, action, now });
    if (done && "refused" in done) return done;
    if (done && "back" in done) goesBack = true;
    if (done && "unit" in done) unit = done.unit;
  }
  for (const guard of action.guards)
    if (guard.is === "leadTask" || guard.is === "coTask" || guard.is === "anyTask")
      unit = openTaskOf(facts.tasks, guard.is, actor)?.unit ?? unit;
  const to = goesBack ? (record.backState ?? flow.start) : action.to;
  if (to !== null) moveTo(rules, record, to, before.state, now);
  return {
    record,
    tasks,
    event: {
      at: now,
      action: action.id,
      from: before.state,
      to: record.state,
      person: actor.id,
      name: actor.name,
      unit,
      fields,
    },
    assets: action.fields.flatMap(({ id, type }) => (type === "asset" && id in fields ? [fields[id] as string] : [])),
  };
}

/** Puts the case into a state: its step, its clock, its end, and where a side way came from. */
export function moveTo(
  { flow, time }: Pick<Rules, "flow" | "time">,
  record: CaseRecord,
  to: string,
  from: string,
  now: number,
): void {
  const state = flow.states.find(({ id }) => id === to);
  if (!state) throw new Error(`flow ${flow.id} ${flow.version} has no state ${to}`);
  const was = flow.states.find(({ id }) => id === from);
  if (!state.side) record.backState = null;
  else if (was && !was.side) record.backState = from;
  record.state = to;
  record.step = state.step;
  record.stateAt = now;
  record.stateDueAt = stateDue(time, state, now);
  record.lateDone = false;
  record.end = state.end ?? null;
}
