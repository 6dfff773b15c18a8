// Flows and classes of the opened city, as its manifest and the catalogues have them.

import { WorkingTime } from "../../twin/cases/calendar.ts";
import type { CaseClass } from "../../twin/cases/caseClass.ts";
import { classKey } from "../../twin/cases/caseClass.ts";
import { type CaseCatalogue, caseCatalogue } from "../../twin/cases/catalogue.ts";
import type { Flow } from "../../twin/cases/flow.ts";
import { type Twin, twinNow } from "../stores/twin.ts";

let made: { twin: Twin; catalogue: CaseCatalogue; time: WorkingTime } | null = null;

function ofTheCity(): NonNullable<typeof made> {
  const twin = twinNow();
  if (made?.twin !== twin) {
    const { cases, timeZone } = twin.built.scene;
    const catalogue = caseCatalogue(cases);
    made = { twin, catalogue, time: new WorkingTime(catalogue.calendar, timeZone) };
  }
  return made;
}

export const catalogueNow = (): CaseCatalogue => ofTheCity().catalogue;

/** Working time of the city, by its calendar and zone. */
export const workingTimeNow = (): WorkingTime => ofTheCity().time;

export const flowOf = (id: string): Flow | undefined => catalogueNow().flows.get(id);

export const classOf = (kind: string, code: string): CaseClass | undefined =>
  catalogueNow().classes.get(classKey(kind, code));
