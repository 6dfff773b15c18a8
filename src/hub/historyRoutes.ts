// The history over HTTP: series as JSON, moments and spans for replays as column files.

import type { FastifyInstance, FastifyReply } from "fastify";
import { encodeObservations, type ObservationColumns } from "../twin/observations.ts";
import type { History } from "./history/history.ts";

const MOST_SERIES = 20;
const MOST_POINTS = 5000;
/** Longest span of one question for changes, ms: a window of the fastest replay and more. */
const LONGEST_CHANGES_MS = 86_400_000;

type Query = Record<string, string | undefined>;

/** What a person asked wrongly. */
class BadQuestion extends Error {
  readonly statusCode = 400;
}

function time(query: Query, name: string): number {
  const value = Number(query[name]);
  if (query[name] === undefined || !Number.isFinite(value) || Math.abs(value) > 8.64e15)
    throw new BadQuestion(`${name} is ${query[name] ?? "missing"} → give ms since 1970, such as ${name}=1795336974000`);
  return Math.round(value);
}

function span(query: Query): { from: number; to: number } {
  const [from, to] = [time(query, "from"), time(query, "to")];
  if (to < from) throw new BadQuestion("to is before from → swap them");
  return { from, to };
}

function whole(query: Query, name: string, low: number, high: number, otherwise: number): number {
  if (query[name] === undefined) return otherwise;
  const value = Number(query[name]);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new BadQuestion(`${name} is ${query[name]} → give a whole number from ${low} to ${high}`);
  return value;
}

/** @param slotOf slot of a code, −1 for none @param history undefined while there is none; then every answer is 503 */
export function addHistoryRoutes(
  app: FastifyInstance,
  history: History | undefined,
  slotOf: (code: string) => number,
): void {
  const answer = (reply: FastifyReply, body: unknown): FastifyReply =>
    reply.header("cache-control", "no-store").send(body);
  const columns = (reply: FastifyReply, rows: ObservationColumns): FastifyReply =>
    answer(reply.type("application/octet-stream"), Buffer.from(encodeObservations(rows)));
  const route = (path: string, handle: (history: History, query: Query, reply: FastifyReply) => Promise<unknown>) =>
    app.get<{ Querystring: Query }>(`/api/history/${path}`, async (request, reply) => {
      if (!history) return reply.code(503).send({ error: "this hub keeps no history" });
      return handle(history, request.query, reply);
    });

  route("extent", async (kept, _query, reply) => answer(reply, await kept.extent()));
  route("series", async (kept, query, reply) => {
    const { from, to } = span(query);
    const points = whole(query, "points", 3, MOST_POINTS, 1000);
    const slots = wanted(query, kept, slotOf);
    const series = await Promise.all(
      slots.map(async (slot) => ({ slot, ...(await kept.series(slot, from, to, points)) })),
    );
    return answer(reply, { from, to, series });
  });
  route("snapshot", async (kept, query, reply) => columns(reply, await kept.snapshot(time(query, "at"))));
  route("changes", async (kept, query, reply) => {
    const { from, to } = span(query);
    if (to - from > LONGEST_CHANGES_MS) throw new BadQuestion("the span is longer than a day → ask for it in parts");
    return columns(reply, await kept.changes(from, to, whole(query, "step", 0, LONGEST_CHANGES_MS, 0)));
  });
  route("marks", async (kept, query, reply) => {
    const { from, to } = span(query);
    return answer(reply, await kept.marks(from, to, whole(query, "severity", 1, 5, 3)));
  });
}

/** Slots from slots=1,2 or codes=A,B. */
function wanted(query: Query, history: History, slotOf: (code: string) => number): number[] {
  const list = (text: string | undefined): string[] => (text ?? "").split(",").filter((word) => word !== "");
  const codes = list(query.codes);
  const slots = [...list(query.slots).map(Number), ...codes.map(slotOf)];
  if (slots.length === 0) throw new BadQuestion("no points → give slots=1,2 or codes=A,B");
  if (slots.length > MOST_SERIES) throw new BadQuestion(`${slots.length} points → give at most ${MOST_SERIES}`);
  const unknown = slots.findIndex((slot) => !history.has(slot));
  if (unknown >= 0)
    throw new BadQuestion(`no monitoring point ${[...list(query.slots), ...codes][unknown].slice(0, 80)}`);
  return slots;
}
