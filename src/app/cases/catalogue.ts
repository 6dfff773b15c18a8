// Flows and classes of the opened city, as its manifest and the catalogues have them.

import type { CaseClass } from "../../twin/cases/caseClass.ts";
import { classKey } from "../../twin/cases/caseClass.ts";
import { type CaseCatalogue, caseCatalogue } from "../../twin/cases/catalogue.ts";
import type { Flow } from "../../twin/cases/flow.ts";
import { type Twin, twinNow } from "../stores/twin.ts";

let made: { twin: Twin; catalogue: CaseCatalogue } | null = null;

export function catalogueNow(): CaseCatalogue {
  const twin = twinNow();
  if (made?.twin !== twin) made = { twin, catalogue: caseCatalogue(twin.built.scene.cases) };
  return made.catalogue;
}

export const flowOf = (id: string): Flow | undefined => catalogueNow().flows.get(id);

export const classOf = (kind: string, code: string): CaseClass | undefined =>
  catalogueNow().classes.get(classKey(kind, code));
