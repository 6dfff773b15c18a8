// What one field of `access` cannot know: roles and units that are named and not there, a visitor who may do more than look.

import { rolesOf } from "../access/roles.ts";
import type { SceneFault } from "./faults.ts";
import type { Scene } from "./schema.ts";

/** @param layerIds layers a built scene may have */
export function accessFaults(
  { access, owners }: Pick<Scene, "access" | "owners">,
  layerIds: readonly string[],
): SceneFault[] {
  const faults: SceneFault[] = [];
  const roles = rolesOf(access);
  access.demo?.forEach((person, i) => {
    const at = `access.demo[${i}]`;
    if (access.demo?.findIndex(({ id }) => id === person.id) !== i)
      faults.push({ path: `${at}.id`, reason: `"${person.id}" stands twice`, mend: "give each its own id" });
    person.grants.forEach(({ role: id, unit }, j) => {
      const path = `${at}.grants[${j}]`;
      const role = roles.get(id);
      if (!role)
        faults.push({
          path: `${path}.role`,
          reason: `"${id}" is no role`,
          mend: `use one of ${[...roles.keys()].join(", ")}`,
        });
      else if (role.unitBound && unit === undefined)
        faults.push({ path, reason: `role "${id}" is held for a unit, and none is named`, mend: "add unit" });
      else if (i === 0 && role.permissions.some((permission) => !permission.endsWith(".see")))
        faults.push({
          path: `${path}.role`,
          reason: `"${id}" may do more than look, and the first of demo is who any visitor is`,
          mend: "put a person with the role observer first",
        });
      if (unit !== undefined && !owners.some((owner) => owner.id === unit))
        faults.push({
          path: `${path}.unit`,
          reason: `"${unit}" is not in owners`,
          mend: "add the owner or correct the id",
        });
    });
  });
  for (const id of Object.keys(access.layers))
    if (!layerIds.includes(id))
      faults.push({ path: `access.layers.${id}`, reason: "is no built layer", mend: `use ${layerIds.join(", ")}` });
  return faults;
}
