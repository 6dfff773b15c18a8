// Whoever uses a hub that keeps no database: it knows no people, so it serves this machine alone and lets it look.

import type { Actor } from "../../twin/access/actor.ts";
import { HIGHEST_GRADE } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";

const LOOKING: ReadonlySet<Permission> = new Set(["city.see", "feed.change", "hub.see"]);

/** @param city code of the whole city */
export const visitorOf = (city: string): Actor => ({
  id: "visitor",
  name: "visitor",
  session: "",
  grants: [{ role: "visitor", permissions: LOOKING, place: city, unit: null, clearance: HIGHEST_GRADE }],
});
