// Routes of the API: each says in one place what it takes, what it gives, who may; the OpenAPI document is made of the same words.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Actor } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import { notAllowed, Refusal } from "./refusal.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null when not signed in. Set before every route by access. */
    actor: Actor | null;
  }
}

type Shape = z.ZodType;
type Of<S> = S extends Shape ? z.output<S> : undefined;

/** What a handler gets; `actor` is somebody unless the route is public. */
export interface Call<P, Q, B> {
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface Route<P, Q, B> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Under /api, such as /cases/:id. */
  path: string;
  summary: string;
  tag: "session" | "people" | "audit" | "alarms" | "cases" | "assessment" | "scenarios" | "city" | "hub";
  /** What some grant of the person must allow; the handler asks again about the very subject. "signed-in": anybody known. */
  permission: Permission | "signed-in" | "public";
  params?: P;
  query?: Q;
  body?: B;
  /** Shape of the answer; without it the answer is whatever the handler sends by itself. */
  answer?: Shape;
  /** Largest body, bytes. Default 64 kB. */
  bodyLimit?: number;
  handle(call: Call<Of<P>, Of<Q>, Of<B>>): unknown;
}

/** Every refusal, as the API writes it; some bring more, such as the newer state of what somebody else has changed. */
export const refusalShape = z.looseObject({
  error: z.string().describe("what happened → what to do, in English"),
  code: z.string().describe("word for programs").optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

const BODY_LIMIT = 64 * 1024;

/** Adds one route. Whoever lacks the permission gets 401 or 403 before the handler is called. */
export function addRoute<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
>(app: FastifyInstance, route: Route<P, Q, B>): void {
  const { method, path, summary, tag, permission, params, query, body, answer, bodyLimit = BODY_LIMIT } = route;
  app.withTypeProvider<ZodTypeProvider>().route({
    method,
    url: `/api${path}`,
    bodyLimit,
    config: { open: permission === "public" },
    schema: {
      summary,
      tags: [tag],
      description:
        permission === "public"
          ? "For anybody."
          : permission === "signed-in"
            ? "For anybody signed in."
            : `Needs the permission ${permission}.`,
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      ...(answer ? { response: { 200: answer, "4xx": refusalShape } } : {}),
    },
    // Before anything of the request is read: what is asked for is nobody's business who may not ask.
    onRequest: async (request) => {
      if (permission !== "public") allowedActor(request, permission);
    },
    handler: async (request, reply) => {
      void reply.header("cache-control", "no-store");
      const result = await route.handle({
        actor: request.actor as Actor,
        params: request.params as Of<P>,
        query: request.query as Of<Q>,
        body: request.body as Of<B>,
        request,
        reply,
      });
      return result === undefined && !reply.sent ? reply.code(204).send() : result;
    },
  });
}

/** @throws Refusal 401 when nobody is signed in, 403 when no grant of theirs has the permission anywhere */
export function allowedActor(request: FastifyRequest, permission: Permission | "signed-in"): Actor {
  const { actor } = request;
  if (!actor) throw new Refusal(401, "not-signed-in", "not signed in → sign in first");
  if (permission !== "signed-in" && !actor.grants.some((grant) => grant.permissions.has(permission)))
    throw notAllowed(permission);
  return actor;
}
