// What one word of `cases` cannot know: owners, kinds, classes and states it names, and whether its flows lead anywhere.

import { caseClass, classKey } from "../cases/caseClass.ts";
import { caseCatalogue, completed } from "../cases/catalogue.ts";
import { flowFaults } from "../cases/checkFlow.ts";
import type { WorkCalendar } from "../cases/workCalendar.ts";
import { CLASS_CATALOGUES } from "../catalogues/classes/classes.ts";
import type { SceneFault } from "./faults.ts";
import type { Scene } from "./schema.ts";

export function caseFaults({ cases, owners, kinds }: Scene): SceneFault[] {
  const faults: SceneFault[] = [];
  const fault = (path: string, reason: string, mend: string): void => {
    faults.push({ path: `cases.${path}`, reason, mend });
  };
  const mustOwn = (path: string, id: string): void => {
    if (!owners.some((owner) => owner.id === id))
      fault(path, `"${id}" is not in owners`, "add the owner or correct the id");
  };
  cases.flows.forEach((flow, i) => {
    faults.push(...flowFaults(flow, `cases.flows[${i}]`));
  });
  if (typeof cases.calendar !== "string") calendarFaults(cases.calendar, fault);
  const catalogue = caseCatalogue(cases);
  const known = new Map(CLASS_CATALOGUES[cases.catalogue].map((entry) => [classKey(entry.kind, entry.code), entry]));
  const seen = new Set<string>();
  const kindOf = new Map<string, string>();
  cases.classes.forEach((own, i) => {
    const path = `classes[${i}]`;
    const key = classKey(own.kind, own.code);
    if (seen.has(key)) fault(`${path}.code`, `${key} stands twice`, "say everything of a class in one place");
    seen.add(key);
    const whole = completed(own, known.get(key));
    for (const issue of caseClass.safeParse(whole).error?.issues ?? [])
      fault(
        `${path}.${issue.path.join(".")}`,
        `is missing: ${key} is not in ${cases.catalogue}`,
        "a class of the scene's own says its name and limits",
      );
    if (own.lead) mustOwn(`${path}.lead`, own.lead);
    own.co?.forEach((id, n) => {
      mustOwn(`${path}.co[${n}]`, id);
    });
    if (own.flow && !catalogue.flows.has(own.flow))
      fault(`${path}.flow`, `there is no flow "${own.flow}"`, `use one of ${[...catalogue.flows.keys()].join(", ")}`);
    own.kinds?.forEach((id, n) => {
      if (!kinds.some((kind) => kind.id === id))
        fault(`${path}.kinds[${n}]`, `"${id}" is not in kinds`, "add the kind or correct the id");
      const other = kindOf.get(id);
      if (other !== undefined)
        fault(`${path}.kinds[${n}]`, `"${id}" belongs to ${other} already`, "give each kind one class");
      kindOf.set(id, key);
    });
  });
  const classAt = (path: string, kind: string, code: string) => {
    const found = catalogue.classes.get(classKey(kind, code));
    if (!found) fault(`${path}.classCode`, `there is no class ${kind}:${code}`, "add it to classes or correct it");
    return found;
  };
  const plans = new Set<string>();
  cases.plans.forEach((plan, i) => {
    const path = `plans[${i}]`;
    if (plans.has(plan.id)) fault(`${path}.id`, `"${plan.id}" stands twice`, "give each its own id");
    plans.add(plan.id);
    const flow = catalogue.flows.get(classAt(path, plan.classKind, plan.classCode)?.flow ?? "");
    if (flow && !flow.states.some(({ id, end, side }) => id === plan.state && !end && !side))
      fault(
        `${path}.state`,
        `"${plan.state}" is no main state of the flow ${flow.id}`,
        "name the state of the response",
      );
    const levels = new Set<number>();
    plan.levels.forEach((level, n) => {
      if (levels.has(level.level))
        fault(`${path}.levels[${n}].level`, `${level.level} stands twice`, "say each level once");
      levels.add(level.level);
      if (level.tasks.filter(({ role }) => role === "lead").length !== 1)
        fault(`${path}.levels[${n}].tasks`, "has not exactly one lead", 'give one task the role "lead"');
      const units = new Set<string>();
      level.tasks.forEach(({ unit }, t) => {
        mustOwn(`${path}.levels[${n}].tasks[${t}].unit`, unit);
        if (units.has(unit))
          fault(`${path}.levels[${n}].tasks[${t}].unit`, `"${unit}" stands twice`, "give each unit one task");
        units.add(unit);
      });
    });
  });
  if (cases.ratings) classAt("ratings", cases.ratings.classKind, cases.ratings.classCode);
  return faults;
}

function calendarFaults(
  { hours, weekend, years }: WorkCalendar,
  fault: (path: string, reason: string, mend: string) => void,
): void {
  let last = "";
  hours.forEach(([from, to], i) => {
    if (from >= to || from < last)
      fault(`calendar.hours[${i}]`, "do not follow each other", "write [from, to] in order");
    last = to;
  });
  if (new Set(weekend).size > 6) fault("calendar.weekend", "leaves no day to work", "leave a day out");
  years.forEach(({ year, daysOff, workdays }, i) => {
    daysOff.forEach(([from, to], n) => {
      if (from > to || !from.startsWith(`${year}-`))
        fault(
          `calendar.years[${i}].daysOff[${n}]`,
          `${from} to ${to} is not in ${year}`,
          "write [first, last] of the year",
        );
    });
    workdays.forEach((day, n) => {
      if (!day.startsWith(`${year}-`))
        fault(`calendar.years[${i}].workdays[${n}]`, `${day} is not in ${year}`, "put it into its own year");
    });
  });
}
