// Whoever uses a hub that keeps no database: it knows no people, so it serves this machine alone and lets it look.

import type { Actor } from "../../twin/access/actor.ts";
import { HIGHEST_GRADE } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import { type SessionInfo, sessionInfo } from "../../twin/access/shapes.ts";
import { addRoute } from "../api/api.ts";
import type { HubPart } from "../context.ts";

const LOOKING: ReadonlySet<Permission> = new Set(["city.see", "feed.change", "hub.see"]);

/** @param city code of the whole city */
export const visitorOf = (city: string): Actor => ({
  id: "visitor",
  name: "visitor",
  session: "",
  grants: [{ role: "visitor", permissions: LOOKING, place: city, unit: null, clearance: HIGHEST_GRADE }],
});

/** What the page learns of whoever is at this machine; nobody signs in here. */
export const visitorSession = (now: () => number): HubPart => ({
  addRoutes(app) {
    addRoute(app, {
      method: "GET",
      path: "/session",
      summary: "Who asks, and what they may",
      tag: "session",
      permission: "public",
      answer: sessionInfo,
      handle({ actor }): SessionInfo {
        const visitor = actor as Actor | null;
        return {
          person: visitor && { id: visitor.id, name: visitor.name, kind: "visitor", mustChange: false },
          grants: (visitor?.grants ?? []).map(({ permissions, clearance, ...grant }) => ({
            ...grant,
            roleName: { zh: "访客", en: "Visitor" },
            permissions: [...permissions],
            clearance: clearance as SessionInfo["grants"][number]["clearance"],
          })),
          now: now(),
          expiresAt: null,
          demo: null,
          ways: { password: false, oidc: null, passwordLength: 0 },
        };
      },
    });
  },
  close: async () => undefined,
});
