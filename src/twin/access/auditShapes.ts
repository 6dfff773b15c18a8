// What the API says of the audit log.

import { z } from "zod";

/** The seven stages of data handling (GB/T 43697 as the house reads it, standards.md §6). */
export const STAGES = ["collect", "store", "use", "process", "transfer", "provide", "open"] as const;
export type Stage = (typeof STAGES)[number];

const time = z.coerce.number().describe("ms since 1970");
const word = z.string().max(200);

export const auditSearch = z.object({
  person: word.describe("id or name").optional(),
  stage: z.enum(STAGES).optional(),
  action: word.describe("such as case.dispatch, or case. for all that begin so").optional(),
  object: word.optional(),
  place: word.describe("code: of its subtree").optional(),
  from: time.optional(),
  to: time.optional(),
});
export type AuditSearch = z.infer<typeof auditSearch>;

export const auditPage = auditSearch.extend({
  before: z.coerce.number().int().positive().describe("position: only earlier entries, for the next page").optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const auditEntry = z.object({
  position: z.number(),
  at: z.number(),
  person: z.string(),
  name: z.string(),
  stage: z.string(),
  action: z.string(),
  object: z.string(),
  place: z.string().describe("codes from the city down; empty for the whole scene"),
  detail: z.string().describe("JSON"),
  hash: z.string(),
});
export type AuditEntryInfo = z.infer<typeof auditEntry>;
export const auditAnswer = z.object({ entries: z.array(auditEntry), next: z.number().nullable() });

export const auditVerdict = z.object({
  entries: z.number(),
  head: z.string(),
  fault: z
    .object({ position: z.number(), reason: z.enum(["changed", "missing", "cut"]) })
    .nullable()
    .describe("the first place where the log is not what was sealed; null when there is none"),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;
