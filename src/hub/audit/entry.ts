// One thing worth remembering of who did what: a statement that goes into the transaction of the deed itself.

import type { Actor } from "../../twin/access/actor.ts";
import type { Stage } from "../../twin/access/auditShapes.ts";
import type { Statement } from "../database/database.ts";

export { STAGES, type Stage } from "../../twin/access/auditShapes.ts";

export interface AuditEntry {
  /** ms since 1970. */
  at: number;
  /** Who; null for the hub itself. */
  actor: Pick<Actor, "id" | "name"> | null;
  stage: Stage;
  /** What was done, such as case.dispatch. */
  action: string;
  /** To what, such as case:20261127-0001. */
  object: string;
  /** Path of the place it belongs to, see placePath; "" for the whole scene. */
  place?: string;
  /** More of it; never a secret, never an unmasked personal datum. */
  detail?: Readonly<Record<string, unknown>>;
}

/** The hub's own name in the log. */
export const HUB_PERSON = "hub";

export const auditStatement = ({
  at,
  actor,
  stage,
  action,
  object,
  place = "",
  detail = {},
}: AuditEntry): Statement => ({
  sql: `insert into audit_inbox (at, person, name, stage, action, object, place, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
  params: [
    at,
    actor?.id ?? HUB_PERSON,
    actor?.name ?? HUB_PERSON,
    stage,
    action,
    object,
    place,
    JSON.stringify(detail),
  ],
  kept: true,
});
