// A class of cases as data: what it is called, who answers for it, how long handling may take, which way it goes.

import { z } from "zod";
import { bilingual, id } from "../scene/words.ts";
import { duration } from "./flow.ts";
import { CLASS_KINDS } from "./shapes.ts";

/** Limits of handling by operations mode; a mode without its own takes the next calmer one's. */
export const modeLimits = z.strictObject({
  normal: duration,
  alert: duration.optional(),
  emergency: duration.optional(),
});
export type ModeLimits = z.infer<typeof modeLimits>;

export const caseClass = z.strictObject({
  kind: z.enum(CLASS_KINDS),
  /** Two digits of the major class and two or three of the minor, such as 0103 or 01003. */
  code: z.string().regex(/^\d{4,5}$/, "major and minor class, such as 0103 or 01003"),
  name: bilingual,
  /** The unit that usually leads, one of the scene's owners; null: whoever dispatches says. */
  lead: id.nullable(),
  co: z.array(id),
  limits: modeLimits,
  flow: id,
  /** 2 Ⅳ … 5 Ⅰ, when nothing else tells. */
  severity: z.int().min(2).max(5),
  /** Data grade of its cases, at least; an asset of a higher grade raises it. */
  grade: z.int().min(1).max(6),
  /** Kinds of assets and points whose alarms become cases of it. */
  kinds: z.array(id),
  standardRef: z.string().min(1),
});
export type CaseClass = z.infer<typeof caseClass>;

/** "component:0103": a component and a matter may have the same code. */
export const classKey = (kind: string, code: string): string => `${kind}:${code}`;
