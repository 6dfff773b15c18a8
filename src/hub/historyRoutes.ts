// The history over HTTP: series as JSON, moments and spans for replays as column files.

import type { FastifyInstance, FastifyReply } from "fastify";
import type { Sight, Sights } from "../twin/access/sight.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import { encodeObservations, type ObservationColumns } from "../twin/observations.ts";
import { needs, sightOf } from "./access/guard.ts";
import { notThere } from "./api/refusal.ts";
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

/** @param history undefined while there is none; then every answer is 503 */
export function addHistoryRoutes(
  app: FastifyInstance,
  history: History | undefined,
  nodes: NodeTable,
  sights: Sights,
): void {
  const answer = (reply: FastifyReply, body: unknown): FastifyReply =>
    reply.header("cache-control", "no-store").send(body);
  const columns = (reply: FastifyReply, rows: ObservationColumns): FastifyReply =>
    answer(reply.type("application/octet-stream"), Buffer.from(encodeObservations(rows)));
  const route = (
    path: string,
    handle: (history: History, query: Query, reply: FastifyReply, sight: Sight) => Promise<unknown>,
  ) =>
    app.get<{ Querystring: Query }>(
      `/api/history/${path}`,
      { preHandler: needs("city.see") },
      async (request, reply) => {
        if (!history) return reply.code(503).send({ error: "this hub keeps no history" });
        return handle(history, request.query, reply, sightOf(sights, request));
      },
    );

  route("extent", async (kept, _query, reply) => answer(reply, await kept.extent()));
  route("series", async (kept, query, reply, sight) => {
    const { from, to } = span(query);
    const points = whole(query, "points", 3, MOST_POINTS, 1000);
    const slots = wanted(query, kept, (code) => nodes.slotOf(code), sight);
    const series = await Promise.all(
      slots.map(async (slot) => ({ slot, ...(await kept.series(slot, from, to, points)) })),
    );
    return answer(reply, { from, to, series });
  });
  route("snapshot", async (kept, query, reply, sight) =>
    columns(reply, seenOf(await kept.snapshot(time(query, "at")), sight)),
  );
  route("changes", async (kept, query, reply, sight) => {
    const { from, to } = span(query);
    if (to - from > LONGEST_CHANGES_MS) throw new BadQuestion("the span is longer than a day → ask for it in parts");
    return columns(reply, seenOf(await kept.changes(from, to, whole(query, "step", 0, LONGEST_CHANGES_MS, 0)), sight));
  });
  route("marks", async (kept, query, reply, sight) => {
    const { from, to } = span(query);
    const found = await kept.marks(from, to, whole(query, "severity", 1, 5, 3));
    if (sight.all) return answer(reply, found);
    const marks = found.marks.filter(({ slot }) => sight.sees(slot));
    // How many there are that one may not see is not told.
    return answer(reply, { marks, total: marks.length });
  });
}

/** The rows of nodes that are seen. */
function seenOf(rows: ObservationColumns, sight: Sight): ObservationColumns {
  if (sight.all) return rows;
  const keep = (_: number, i: number): boolean => sight.sees(rows.slot[i]);
  return {
    time: rows.time.filter(keep),
    slot: rows.slot.filter(keep),
    value: rows.value.filter(keep),
    severity: rows.severity.filter(keep),
    flags: rows.flags.filter(keep),
  };
}

/** Slots from slots=1,2 or codes=A,B. */
function wanted(query: Query, history: History, slotOf: (code: string) => number, sight: Sight): number[] {
  const list = (text: string | undefined): string[] => (text ?? "").split(",").filter((word) => word !== "");
  const codes = list(query.codes);
  const slots = [...list(query.slots).map(Number), ...codes.map(slotOf)];
  if (slots.length === 0) throw new BadQuestion("no points → give slots=1,2 or codes=A,B");
  if (slots.length > MOST_SERIES) throw new BadQuestion(`${slots.length} points → give at most ${MOST_SERIES}`);
  const unknown = slots.findIndex((slot) => !history.has(slot) || !sight.sees(slot));
  if (unknown >= 0) throw notThere(`monitoring point ${[...list(query.slots), ...codes][unknown].slice(0, 80)}`);
  return slots;
}
