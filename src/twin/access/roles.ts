// Roles in force in a scene, and what a grant of one allows there.

import { ROLE_CATALOGUE } from "../catalogues/roles.ts";
import type { AccessSettings, GrantSpec, Role } from "../scene/access.ts";
import type { Grant } from "./actor.ts";
import type { Permission } from "./permissions.ts";

/** The catalogue's roles and the scene's own, by id; the scene's stand in the place of the catalogue's. */
export const rolesOf = (settings: Pick<AccessSettings, "roles">): ReadonlyMap<string, Role> =>
  new Map([...ROLE_CATALOGUE.roles, ...settings.roles].map((role) => [role.id, role]));

/**
 * What a grant allows. A role nobody knows any more, or one that wants a unit and has none, allows nothing.
 * @param city code of the whole city, for grants without a place
 */
export function resolveGrant(
  roles: ReadonlyMap<string, Role>,
  city: string,
  { role: roleId, place, unit, clearance }: GrantSpec,
): Grant {
  const role = roles.get(roleId);
  const allowed = role && !(role.unitBound && unit === undefined) ? role.permissions : [];
  return { role: roleId, permissions: new Set(allowed), place: place ?? city, unit: unit ?? null, clearance };
}

/** Ids of roles with a permission. */
export const rolesWith = (roles: ReadonlyMap<string, Role>, permission: Permission): string[] =>
  [...roles.values()].filter(({ permissions }) => permissions.includes(permission)).map(({ id }) => id);
