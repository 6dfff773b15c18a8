// The door of the HTTP side: who asks, whether a page of another site does, and nothing of the hub for strangers.

import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from "fastify";
import type { Actor } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import type { Sight, Sights } from "../../twin/access/sight.ts";
import { allowedActor } from "../api/api.ts";
import { Refusal } from "../api/refusal.ts";
import { refuseOtherSites } from "./origin.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** For anybody, signed in or not. Without it everything under /api and /scene is for people only. */
    open?: boolean;
  }
}

/** Before any route. @param identify who asks; null for a stranger */
export function addGuard(app: FastifyInstance, identify: (request: FastifyRequest) => Promise<Actor | null>): void {
  app.decorateRequest("actor", null);
  app.addHook("onRequest", async (request) => {
    refuseOtherSites(request);
    request.actor = await identify(request);
    const { url, config } = request.routeOptions;
    if (request.actor || url === undefined || config.open) return;
    if (/^\/(?:api|scene)(?:\/|$)/.test(url)) throw new Refusal(401, "not-signed-in", "not signed in → sign in first");
  });
}

/** A route's condition. */
export const needs =
  (...anyOf: [Permission, ...Permission[]]): preHandlerAsyncHookHandler =>
  async (request) => {
    const one = anyOf.find((permission) => request.actor?.grants.some((grant) => grant.permissions.has(permission)));
    allowedActor(request, one ?? anyOf[0]);
  };

/** What whoever asks may see; only in routes that need city.see. */
export const sightOf = (sights: Sights, request: FastifyRequest): Sight => sights.of(request.actor as Actor);
