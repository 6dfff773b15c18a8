// Mapping over HTTP: trying a feed on a message, adding and removing feeds, for whoever may change them.

import type { FastifyInstance, FastifyReply } from "fastify";
import { createDecoder, DecodeError } from "../feeds/decode.ts";
import { NO_EVENTS } from "../feeds/decoder.ts";
import type { Actor } from "../twin/access/actor.ts";
import { SceneError } from "../twin/scene/readScene.ts";
import type { Feed } from "../twin/scene/schema.ts";
import { needs } from "./access/guard.ts";

/** A reading that a feed would bring. */
export interface TriedReading {
  code: string;
  value: number;
  /** ms since 1970; null when the message tells none. */
  time: number | null;
  unit: string | null;
  /** Why it would not be taken; null when it would. */
  refused: string | null;
}

export interface FeedParts {
  timeZone: string;
  /** @throws SceneError */
  check(json: unknown): Feed;
  /** Resolved: on disk and in force. */
  add(feed: Feed, actor: Actor): Promise<void>;
  remove(id: string, actor: Actor): Promise<boolean>;
  /** Why a reading of a code in a unit would not be taken; null when it would. */
  refusal(code: string, unit: string | undefined): string | null;
}

const MOST_TRIED = 200;

export function addFeedRoutes(app: FastifyInstance, parts: FeedParts): void {
  const change = { preHandler: needs("feed.change") };
  const refused = (reply: FastifyReply, error: unknown): FastifyReply => {
    if (error instanceof SceneError) return reply.code(422).send({ error: error.message, faults: error.faults });
    if (error instanceof DecodeError) return reply.code(422).send({ error: error.reason });
    throw error;
  };
  app.post<{ Body: { feed?: unknown; topic?: unknown; payload?: unknown } }>(
    "/api/feeds/try",
    change,
    (request, reply) => {
      const { feed, topic, payload } = request.body ?? {};
      if (typeof topic !== "string" || typeof payload !== "string")
        return reply.code(400).send({ error: "topic and payload are texts → send {feed, topic, payload}" });
      try {
        return reply.send({ readings: tried(parts, parts.check(feed), topic, payload) });
      } catch (error) {
        return refused(reply, error);
      }
    },
  );
  app.post<{ Body: { feed?: unknown } }>("/api/feeds", change, async (request, reply) => {
    try {
      const feed = parts.check(request.body?.feed);
      await parts.add(feed, request.actor as Actor);
      return reply.code(201).send({ feed });
    } catch (error) {
      return refused(reply, error);
    }
  });
  app.delete<{ Params: { id: string } }>("/api/feeds/:id", change, async (request, reply) => {
    if (await parts.remove(request.params.id, request.actor as Actor)) return reply.code(204).send();
    return reply
      .code(404)
      .send({ error: "no feed that was added here has this id; those of scene.json are changed there" });
  });
}

function tried(parts: FeedParts, feed: Feed, topic: string, payload: string): TriedReading[] {
  const readings: TriedReading[] = [];
  const decoder = createDecoder(feed, parts.timeZone, {
    ...NO_EVENTS,
    reading: (code, value, time, _flags, _historical, unit) => {
      if (readings.length < MOST_TRIED)
        readings.push({
          code,
          value,
          time: Number.isFinite(time) ? time : null,
          unit: unit ?? null,
          refused: parts.refusal(code, unit),
        });
    },
  });
  if (!decoder.owns(topic)) throw new DecodeError(`the feed's topic does not take ${topic}`);
  decoder.decode(topic, new TextEncoder().encode(payload), Date.now());
  return readings;
}
