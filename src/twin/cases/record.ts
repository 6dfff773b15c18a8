// A case as the rules see it: the row everybody sees and what only clocks and figures need; its tasks and what was done.

import type { LimitClock } from "./clocks.ts";
import type { MeasuredCase } from "./measures.ts";
import type { CaseRow, CaseTask } from "./shapes.ts";

export interface CaseRecord extends CaseRow, Pick<LimitClock, "dueLeft" | "dueIn">, MeasuredCase {
  /** Main state it was in before the present side state. */
  backState: string | null;
  /** The clock has done the state's late action. */
  lateDone: boolean;
  joinedTo: number | null;
}

export interface TaskRecord extends CaseTask {
  /** The clock has told that nobody took it in time. */
  late: boolean;
}

/** What has been done, by action. */
export type Deeds = ReadonlyMap<string, { count: number; lastPerson: string; lastAt: number }>;

export interface CaseFacts {
  record: CaseRecord;
  tasks: readonly TaskRecord[];
  deeds: Deeds;
  /** When its photos came. */
  photos: readonly number[];
  /** The case that field `case` names; null when it is not there, undefined when none is named. */
  other?: { id: number; end: CaseRow["end"] } | null;
}

/** Who acts. `units`: those they may act for here, null for any; the hub itself asks no leave. */
export interface ActorFacts {
  id: string;
  name: string;
  /** Whether they have the action's permission for this case. */
  allowed: boolean;
  units: readonly string[] | null;
  /** The unit they say they act for. */
  unit?: string;
  isHub?: true;
}
