// Finds what is wrong with a flow before a case is caught in it: unknown words, unreachable states, states without a way to the end.

import type { SceneFault } from "../scene/faults.ts";
import type { Effect, Flow, FlowAction, FlowField } from "./flow.ts";

/** Fields an effect reads, and their types; one of the inner list must be among the action's fields. */
export const EFFECT_FIELDS: Partial<Record<Effect, readonly [id: string, type: FlowField["type"]][]>> = {
  dispatch: [["unit", "unit"]],
  addUnits: [["units", "units"]],
  return: [["reason", "text"]],
  arbitrate: [["uphold", "yesNo"]],
  extend: [["by", "duration"]],
  rate: [["rating", "rating"]],
  join: [["case", "case"]],
  grade: [
    ["event-grade", "choice"],
    ["response-level", "choice"],
  ],
};

/** States an action may be done in. */
export const statesOf = (flow: Flow, action: FlowAction): readonly string[] =>
  action.from.length > 0 ? action.from : flow.states.filter(({ end }) => end === undefined).map(({ id }) => id);

/** @param at where the flow stands, such as cases.flows[0] */
export function flowFaults(flow: Flow, at: string): SceneFault[] {
  const faults: SceneFault[] = [];
  const fault = (path: string, reason: string, mend: string): void => {
    faults.push({ path: `${at}.${path}`, reason, mend });
  };
  const steps = idsOf(flow.steps, "steps", fault);
  const states = idsOf(flow.states, "states", fault);
  const actions = idsOf(flow.actions, "actions", fault);
  const knowState = (path: string, id: string): void => {
    if (!states.has(id)) fault(path, `"${id}" is not in states`, "add the state or correct the id");
  };
  knowState("start", flow.start);
  flow.states.forEach((state, i) => {
    const path = `states[${i}]`;
    if (!steps.has(state.step))
      fault(`${path}.step`, `"${state.step}" is not in steps`, "add the step or correct the id");
    if (state.end && state.limit)
      fault(`${path}.limit`, "is on an end", "remove it: nothing is late once it has ended");
    if (state.late === undefined) return;
    if (!state.limit) fault(`${path}.late`, "has no limit to wait for", "add limit, or remove late");
    const late = flow.actions.find(({ id }) => id === state.late);
    if (!late) fault(`${path}.late`, `"${state.late}" is not in actions`, "add the action or correct the id");
    else {
      if (!statesOf(flow, late).includes(state.id))
        fault(`${path}.late`, `"${state.late}" cannot be done in "${state.id}"`, "add the state to the action's from");
      if (late.effects.some((effect) => EFFECT_FIELDS[effect]))
        fault(`${path}.late`, `"${state.late}" needs a person to fill in fields`, "choose an action that needs none");
    }
  });
  flow.actions.forEach((action, i) => {
    actionFaults(flow, action, `actions[${i}]`, actions, knowState, fault);
  });
  if (faults.length === 0) wayFaults(flow, fault);
  return faults;
}

type Note = (path: string, reason: string, mend: string) => void;

function idsOf(list: readonly { id: string }[], name: string, fault: Note): Set<string> {
  const ids = new Set<string>();
  list.forEach(({ id }, i) => {
    if (ids.has(id)) fault(`${name}[${i}].id`, `"${id}" stands twice`, "give each its own id");
    ids.add(id);
  });
  return ids;
}

function actionFaults(
  flow: Flow,
  action: FlowAction,
  path: string,
  actions: ReadonlySet<string>,
  knowState: (path: string, id: string) => void,
  fault: Note,
): void {
  action.from.forEach((id, n) => {
    knowState(`${path}.from[${n}]`, id);
  });
  if (action.to === "back") {
    for (const id of statesOf(flow, action))
      if (!flow.states.some((state) => state.id === id && state.side))
        fault(`${path}.to`, `"back" from "${id}", which is no side state`, "name the state, or mark that one side");
  } else if (action.to !== null) knowState(`${path}.to`, action.to);
  const fields = idsOf(action.fields, `${path}.fields`, fault);
  action.fields.forEach((field, n) => {
    if (field.type === "choice" && !field.choices?.length)
      fault(`${path}.fields[${n}].choices`, "is missing", "list what may be chosen");
  });
  for (const effect of action.effects) {
    const wanted = EFFECT_FIELDS[effect];
    if (wanted?.some(([id, type]) => action.fields.some((field) => field.id === id && field.type === type)) === false)
      fault(
        `${path}.fields`,
        `the effect "${effect}" reads ${wanted.map(([id, type]) => `"${id}" (${type})`).join(" or ")}, which is not among them`,
        "add the field, or remove the effect",
      );
    if (effect === "close" && !flow.states.some(({ id, end }) => id === action.to && end === "closed"))
      fault(`${path}.effects`, `"close" leads to no state that ends closed`, "lead to a state whose end is closed");
    if (effect === "join" && !flow.states.some(({ id, end }) => id === action.to && end === "joined"))
      fault(`${path}.effects`, `"join" leads to no state that ends joined`, "lead to a state whose end is joined");
  }
  action.guards.forEach((guard, n) => {
    if ("action" in guard && !actions.has(guard.action))
      fault(`${path}.guards[${n}].action`, `"${guard.action}" is not in actions`, "add the action or correct the id");
    if (guard.is === "photosSince" && !fields.has("photos"))
      fault(`${path}.guards[${n}]`, "asks for photos, but no field takes them", 'add a field "photos" of type photos');
  });
}

/** Which states can be reached, and from which the end can: only sense in a flow whose words are all known. */
function wayFaults(flow: Flow, fault: Note): void {
  const sideOf = new Set(flow.states.filter(({ side }) => side).map(({ id }) => id));
  const ways: [from: string, to: string][] = [];
  const backFrom = new Set<string>();
  for (const action of flow.actions)
    for (const from of statesOf(flow, action)) {
      const backs = action.to === "back" || action.effects.includes("arbitrate");
      if (backs) backFrom.add(from);
      if (action.to !== null && action.to !== "back") ways.push([from, action.to]);
    }
  // Back from a side state leads to any main state from which side states were entered on the way here.
  const into = follow(
    ways.map(([from, to]) => [to, from]),
    (state) => sideOf.has(state),
  );
  for (const side of backFrom) for (const main of into(side)) if (!sideOf.has(main)) ways.push([side, main]);
  const reached = follow(ways)(flow.start);
  const ends = flow.states.filter(({ end }) => end === "closed");
  if (ends.length === 0) fault("states", "has no end that is closed", 'give one state end "closed"');
  const backwards = follow(ways.map(([from, to]) => [to, from]));
  const closing = new Set(ends.flatMap(({ id }) => [...backwards(id)]));
  flow.states.forEach((state, i) => {
    if (!reached.has(state.id))
      fault(`states[${i}]`, `"${state.id}" cannot be reached from "${flow.start}"`, "add an action that leads to it");
    else if (ends.length > 0 && state.end === undefined && !closing.has(state.id))
      fault(`states[${i}]`, `"${state.id}" is a dead end: no way leads from it to a closed case`, "add an action out");
  });
  flow.actions.forEach((action, i) => {
    if (!statesOf(flow, action).some((id) => reached.has(id)))
      fault(`actions[${i}].from`, `"${action.id}" can never be done`, "name a state that can be reached");
  });
}

/** Everything that can be reached from a state; walks on only through states that may be walked through. */
function follow(
  ways: readonly (readonly [string, string])[],
  through: (state: string) => boolean = () => true,
): (start: string) => Set<string> {
  return (start) => {
    const seen = new Set([start]);
    const queue = [start];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (at !== start && !through(at)) continue;
      for (const [from, to] of ways)
        if (from === at && !seen.has(to)) {
          seen.add(to);
          queue.push(to);
        }
    }
    return seen;
  };
}
