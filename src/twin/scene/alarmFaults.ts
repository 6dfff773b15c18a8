// Faults of alarm rules that would never alarm, or always: kinds that are not there, limits that are none, times too short.

import type { AlarmRule, AlarmSettings } from "./alarms.ts";
import type { SceneFault } from "./faults.ts";
import { limitFaults } from "./limits.ts";
import type { Scene } from "./schema.ts";

type Kinds = Scene["kinds"];

export function alarmFaults(
  { rules, escalation, operators, shelving }: AlarmSettings,
  scene: Pick<Scene, "kinds" | "owners">,
): SceneFault[] {
  const faults: SceneFault[] = [];
  const fault = (path: string, reason: string, mend: string): void =>
    void faults.push({ path: `alarms.${path}`, reason, mend });
  const owners = new Set(scene.owners.map((owner) => owner.id));
  const unknownUnits = (path: string, units: readonly string[]): void =>
    units.forEach((unit, i) => {
      if (!owners.has(unit))
        fault(`${path}.units[${i}]`, `"${unit}" is not in owners`, "add the owner or correct the id");
    });
  for (const [name, list] of [
    ["rules", rules],
    ["operators", operators],
  ] as const) {
    const seen = new Set<string>();
    list.forEach((item, i) => {
      if (seen.has(item.id)) fault(`${name}[${i}].id`, `"${item.id}" stands twice`, "give each its own id");
      seen.add(item.id);
    });
  }
  rules.forEach((rule, i) => {
    faults.push(...ruleFaults(rule, `alarms.rules[${i}]`, scene.kinds));
  });
  escalation.forEach((step, i) => {
    unknownUnits(`escalation[${i}]`, step.units);
    const earlier = escalation.find((other) => other.severity === step.severity && other.level === step.level);
    if (earlier !== step)
      fault(
        `escalation[${i}].level`,
        `level ${step.level} stands twice for ${step.severity}`,
        "give each step its own level",
      );
    const late = escalation.some(
      (other) =>
        other.severity === step.severity && other.level < step.level && other.afterMinutes >= step.afterMinutes,
    );
    if (late)
      fault(`escalation[${i}].afterMinutes`, "comes no later than a lower level", "let higher levels come later");
  });
  operators.forEach((desk, i) => {
    unknownUnits(`operators[${i}]`, desk.units);
  });
  shelving.choicesMinutes.forEach((minutes, i) => {
    if (minutes > shelving.mostMinutes)
      fault(
        `shelving.choicesMinutes[${i}]`,
        `${minutes} is more than mostMinutes`,
        `write at most ${shelving.mostMinutes}`,
      );
  });
  return faults;
}

function ruleFaults(rule: AlarmRule, at: string, kinds: Kinds): SceneFault[] {
  const faults: SceneFault[] = [];
  const fault = (path: string, reason: string, mend: string): void =>
    void faults.push({ path: `${at}.${path}`, reason, mend });
  const { when } = rule;
  if (when.is === "duration" || when.is === "repeat") {
    if (when.above !== undefined && when.below !== undefined)
      fault("when", "has both above and below", "make two rules of it");
    if (when.is === "duration" && when.above === undefined && when.below === undefined)
      fault("when", "has neither above nor below", "say beyond which value");
  }
  if (when.is === "rate" && when.change === 0) fault("when.change", "is 0", "write how much, with a minus for a drop");
  if (when.is === "repeat") {
    const byTimes = when.times !== undefined || when.withinSeconds !== undefined;
    if ((when.samples !== undefined) === byTimes)
      fault("when", "needs either samples, or times with withinSeconds", 'write one of them, such as "samples": 3');
    else if (byTimes && (when.times === undefined || when.withinSeconds === undefined))
      fault("when", "times and withinSeconds go together", "write both");
  }
  const own = when.is === "limit" ? when.limits : undefined;
  faults.push(...limitFaults(`${at}.when.limits`, own));
  if (own && !hasStep(own, rule.severity))
    fault("when.limits", `has no step at ${rule.severity} or worse`, "give one, or lower the severity");
  const bySteps =
    (when.is === "limit" && !own) || (when.is === "repeat" && when.above === undefined && when.below === undefined);
  for (const [k, id] of rule.kinds.entries()) {
    const path = `kinds[${k}]`;
    const kind = kinds.find((one) => one.id === id);
    if (rule.kinds.indexOf(id) !== k) fault(path, `"${id}" stands twice`, "remove one");
    if (!kind) {
      fault(path, `kind "${id}" is not in kinds`, "add the kind or correct the id");
      continue;
    }
    if (kind.level !== "point") {
      fault(path, `kind "${id}" is of level ${kind.level}`, "name a kind of level point");
      continue;
    }
    if (bySteps && !(kind.limits && hasStep(kind.limits, rule.severity)))
      fault(path, `kind "${id}" has no limits at ${rule.severity} or worse`, "give it limits, or the rule its own");
    if (when.is === "noData" && when.seconds <= kind.intervalSeconds)
      fault("when.seconds", `is no longer than the interval of "${id}"`, `write more than ${kind.intervalSeconds}`);
    if (when.is === "rate" && when.withinSeconds < kind.intervalSeconds)
      fault("when.withinSeconds", `is shorter than the interval of "${id}"`, `write at least ${kind.intervalSeconds}`);
    if (when.is === "state" && kind.states)
      when.values.forEach((value, v) => {
        if (!Object.hasOwn(kind.states as object, String(value)))
          fault(
            `when.values[${v}]`,
            `${value} is no state of "${id}"`,
            `use one of ${Object.keys(kind.states as object).join(", ")}`,
          );
      });
  }
  return faults;
}

const FIRST = { iv: 0, iii: 1, ii: 2, i: 3 } as const;

const hasStep = ({ high, low }: NonNullable<Kinds[number]["limits"]>, from: AlarmRule["severity"]): boolean =>
  [high, low].some((steps) => steps?.slice(FIRST[from]).some((step) => step !== null));
