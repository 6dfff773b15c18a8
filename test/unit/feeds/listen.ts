// A decoder that writes down what it tells, for tests.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createDecoder, DecodeError, type FeedDecoder } from "../../../src/feeds/decode.ts";
import type { CapAlert } from "../../../src/twin/alerts.ts";
import type { Mover } from "../../../src/twin/movers.ts";
import { type Feed, feed as feedSchema } from "../../../src/twin/scene/schema.ts";

export const NOW = Date.UTC(2026, 10, 27);

export interface Told {
  code: string;
  value: number;
  /** ms since 1970, NaN when not told. */
  time: number;
  flags: number;
  unit: string | undefined;
}

export interface Heard {
  told: Told[];
  dead: string[];
  alive: string[];
  movers: Mover[];
  alerts: CapAlert[];
  decoder: FeedDecoder;
  /** Decodes a text, an object as JSON, or bytes. @returns how many readings */
  say(topic: string, payload: unknown, now?: number): number;
  /** Decodes what must be refused. @returns the reason */
  refused(topic: string, payload: unknown): string;
}

export const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array
    ? value
    : new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

/** @param words of the feed; a reading may leave out what has a default */
export function listen(
  words: Omit<Partial<Feed>, "readings"> & Pick<Feed, "convention" | "topic"> & { readings?: object[] },
  timeZone = "Asia/Shanghai",
): Heard {
  const heard = { told: [], dead: [], alive: [], movers: [], alerts: [] } as unknown as Heard;
  const feed = feedSchema.parse({ id: "f", name: { zh: "f" }, origin: "live", ...words });
  heard.decoder = createDecoder(feed, timeZone, {
    reading: (code, value, time, flags, _historical, unit) => heard.told.push({ code, value, time, flags, unit }),
    dead: (code) => heard.dead.push(code),
    alive: (code) => heard.alive.push(code),
    rebirth: () => undefined,
    unnamed: () => undefined,
    mover: (mover) => heard.movers.push(mover),
    alert: (alert) => heard.alerts.push(alert),
  });
  heard.say = (topic, payload, now = NOW) => heard.decoder.decode(topic, bytesOf(payload), now);
  heard.refused = (topic, payload) => {
    try {
      heard.say(topic, payload);
    } catch (error) {
      if (error instanceof DecodeError) return error.reason;
      throw error;
    }
    throw new Error("was not refused");
  };
  return heard;
}

/** Messages of a file of {topic, payload}, one a line. */
export const messagesIn = (folder: string, path: string): { topic: string; payload: string }[] =>
  readFileSync(join(folder, path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { topic: string; payload: string });
