// Who acts on a case, as the rules see them: where the case hangs, and for which units somebody may act there.

import { type Actor, may } from "../../twin/access/actor.ts";
import type { CaseClass } from "../../twin/cases/caseClass.ts";
import type { FlowAction } from "../../twin/cases/flow.ts";
import type { ActorFacts, CaseFacts } from "../../twin/cases/record.ts";
import type { CaseRow } from "../../twin/cases/shapes.ts";
import type { CaseParts } from "./parts.ts";

/** Slot a case hangs on: its asset, or its place; −1 when the city no longer has it. */
export const slotOf = ({ context: { nodes } }: CaseParts, { node, place }: Pick<CaseRow, "node" | "place">): number => {
  const slot = node === null ? -1 : nodes.slotOf(node);
  return slot >= 0 ? slot : nodes.slotOf(place);
};

/** Who acts, as the rules see them, for one action of one case. */
export function actorFacts(
  parts: CaseParts,
  actor: Actor,
  { record, tasks }: Pick<CaseFacts, "record" | "tasks">,
  action: FlowAction,
  ofClass: Pick<CaseClass, "lead" | "co">,
  unit?: string,
): ActorFacts {
  const { nodes } = parts.context;
  const slot = slotOf(parts, record);
  const own = new Set(tasks.filter(({ state }) => state !== "returned").map((task) => task.unit));
  if (record.leadUnit) own.add(record.leadUnit);
  // Nobody has it yet: it is the business of the units that usually do.
  const units = own.size > 0 ? [...own] : [ofClass.lead, ...ofClass.co].filter((one): one is string => one !== null);
  const grants = actor.grants.filter((grant) =>
    may({ ...actor, grants: [grant] }, action.permission, nodes, { slot, grade: record.grade }),
  );
  return {
    id: actor.id,
    name: actor.name,
    allowed: may(actor, action.permission, nodes, { slot, grade: record.grade, units }),
    units: grants.some((grant) => grant.unit === null) ? null : grants.flatMap((grant) => grant.unit ?? []),
    ...(unit === undefined ? {} : { unit }),
  };
}
