// What the cases' own files share: the context, what the scene says of cases, and what other parts of the hub give.

import type { Actor } from "../../twin/access/actor.ts";
import type { WorkingTime } from "../../twin/cases/calendar.ts";
import type { CaseCatalogue } from "../../twin/cases/catalogue.ts";
import type { HubContext } from "../context.ts";
import type { Statement } from "../database/database.ts";
import type { Flows } from "./flows.ts";
import type { Hints } from "./hints.ts";
import type { Places } from "./places.ts";

/** What a case needs to know of an alarm. */
export interface AlarmFact {
  id: number;
  /** Code of the point or asset. */
  node: string;
  slot: number;
  /** 2 Ⅳ … 5 Ⅰ. */
  severity: number;
  /** classKey of the class it becomes, when its rule says so. */
  classKey?: string;
  /** Kind of the point. */
  kind: string;
  /** The owner of the kind. */
  unit: string | null;
  lon?: number;
  lat?: number;
}

/** Alarms, as cases see them. */
export interface AlarmSource {
  /** Undefined when there is none, or none that the person may see. */
  alarmOf(id: number, actor: Actor): Promise<AlarmFact | undefined>;
  /** Notes in the alarm which case it became; goes into the same transaction. */
  linkStatement(alarmId: number, caseId: number): Statement;
}

/** Whether a reveal of a masked field is in force for a person. @param object such as case:20261127-0001 */
export type IsRevealed = (actor: Actor, object: string, field: string, now: number) => boolean | Promise<boolean>;

export interface CaseParts {
  context: HubContext;
  catalogue: CaseCatalogue;
  time: WorkingTime;
  places: Places;
  flows: Flows;
  hints: Hints;
  alarms: AlarmSource | undefined;
  isRevealed: IsRevealed;
}
