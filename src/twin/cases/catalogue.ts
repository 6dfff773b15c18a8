// What a scene's cases go by: its classes, flows and calendar, catalogue and manifest joined.

import { CALENDARS } from "../catalogues/calendars/china.ts";
import { CLASS_CATALOGUES } from "../catalogues/classes/classes.ts";
import { FLOWS } from "../catalogues/flows/flows.ts";
import type { CaseSettings } from "../scene/cases.ts";
import { type CaseClass, caseClass, classKey } from "./caseClass.ts";
import type { Flow } from "./flow.ts";
import type { WorkCalendar } from "./workCalendar.ts";

export interface CaseCatalogue {
  /** By classKey. */
  classes: ReadonlyMap<string, CaseClass>;
  /** The newest version of each flow by id. */
  flows: ReadonlyMap<string, Flow>;
  calendar: WorkCalendar;
}

/** Of a checked scene. A class that neither catalogue nor scene completes is left out; the scene's check tells of it. */
export function caseCatalogue(settings: CaseSettings): CaseCatalogue {
  const classes = new Map<string, CaseClass>();
  for (const entry of CLASS_CATALOGUES[settings.catalogue]) classes.set(classKey(entry.kind, entry.code), entry);
  for (const own of settings.classes) {
    const key = classKey(own.kind, own.code);
    const whole = caseClass.safeParse(completed(own, classes.get(key)));
    if (whole.success) classes.set(key, whole.data);
  }
  const flows = new Map<string, Flow>(FLOWS.map((flow) => [flow.id, flow]));
  for (const flow of settings.flows) flows.set(flow.id, flow);
  const { calendar } = settings;
  const chosen = typeof calendar === "string" ? CALENDARS.find(({ id }) => id === calendar) : calendar;
  if (!chosen) throw new Error(`no work calendar ${calendar}`);
  return { classes, flows, calendar: settings.hours ? { ...chosen, hours: settings.hours } : chosen };
}

/** What the scene says over what the catalogue says over what goes without saying. */
export const completed = (own: CaseSettings["classes"][number], known: CaseClass | undefined): Partial<CaseClass> => ({
  lead: null,
  co: [],
  flow: "everyday",
  severity: 2,
  grade: 1,
  kinds: [],
  standardRef: "of this scene [D]",
  ...known,
  ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
});

/** The class that alarms of a kind of point become, or undefined. */
export function classOfKind({ classes }: CaseCatalogue, kind: string): CaseClass | undefined {
  for (const entry of classes.values()) if (entry.kinds.includes(kind)) return entry;
  return undefined;
}
