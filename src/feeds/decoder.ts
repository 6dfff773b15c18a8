// What every convention's decoder is made of: what it tells, what it remembers, how a value finds its node.

import type { CapAlert } from "../twin/alerts.ts";
import type { Mover } from "../twin/movers.ts";
import type { Feed } from "../twin/scene/schema.ts";
import { type Captures, formatTemplate, TopicTemplate } from "./topicTemplate.ts";

/** What a decoder tells. Codes are node codes of the scene, not yet known to exist. */
export interface FeedEvents {
  /**
   * @param sourceTime ms since 1970, NaN when the message told none @param historical not the last value, whatever its time
   * @param unit of the value as the message or the feed says, undefined when neither does
   */
  reading(
    code: string,
    value: number,
    sourceTime: number,
    flags: number,
    historical: boolean,
    unit: string | undefined,
  ): void;
  /** The source of a node has died (will, death certificate, not available). */
  dead(code: string): void;
  /** It is back, and what it said last holds again if that is not too old. */
  alive(code: string): void;
  /** A Sparkplug edge node must be asked for its birth. */
  rebirth(group: string, edge: string, reason: string): void;
  /** A record or metric whose name fits no template of the feed. */
  unnamed(name: string): void;
  /** Something that moves is where it is. */
  mover(mover: Mover): void;
  /** A public warning with its areas. */
  alert(alert: CapAlert): void;
}

export interface FeedDecoder {
  readonly feed: Feed;
  /** MQTT topic filter to subscribe to. */
  readonly subscription: string;
  /** Whether a topic is one of this feed's. */
  owns(topic: string): boolean;
  /**
   * Decodes one message of an owned topic.
   * @param now ms since 1970 @returns how many readings it held
   * @throws DecodeError; readings told before it stand
   */
  decode(topic: string, payload: Uint8Array, now: number): number;
  /** The broker was lost: whatever a session knew is no longer certain. */
  forgetSessions?(): void;
}

/** @param timeZone IANA name of the zone that source times without one are in @throws Error when templates cannot be read */
export type MakeDecoder = (feed: Feed, timeZone: string, events: FeedEvents) => FeedDecoder;

/** Remembered topics and names are dropped beyond this, so that strangers cannot fill the memory. */
const REMEMBERED = 100_000;

export function remember<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, value);
    }
    return value;
  };
}

export type Codes = readonly (string | undefined)[];

/** The node code of each reading of a feed; undefined where a capture is missing. Names that the feed looks up are replaced. */
export function codesFor({ readings, nodes }: Feed, captures: Captures): Codes {
  return readings.map(({ node }) => {
    const code = formatTemplate(node, captures);
    return code !== undefined && Object.hasOwn(nodes, code) ? nodes[code] : code;
  });
}

/** The parts of a decoder that come from its topic template alone. */
export function templateParts(feed: Feed): Pick<FeedDecoder, "feed" | "subscription" | "owns"> & {
  template: TopicTemplate;
} {
  const template = new TopicTemplate(feed.topic);
  return {
    feed,
    template,
    subscription: template.subscription,
    owns: (topic) => template.match(topic) !== undefined,
  };
}

/** A number, or a number's text, or true and false as 1 and 0; undefined for anything else. */
export function numeric(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw === "boolean") return raw ? 1 : 0;
  if (typeof raw === "string" && raw.trim() !== "" && Number.isFinite(Number(raw))) return Number(raw);
  return undefined;
}

/** Value at a dot path. Keys may hold dots themselves: the longest key that is there wins. */
export function atPath(root: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return root;
  if (typeof root !== "object" || root === null) return undefined;
  for (let take = 1; take <= path.length; take++) {
    const key = take === 1 ? path[0] : path.slice(0, take).join(".");
    if (!Object.hasOwn(root, key)) continue;
    const found = atPath((root as Record<string, unknown>)[key], path.slice(take));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Which nodes each device has told of, and whether it is there: its death is theirs. */
export class Devices {
  private readonly known = new Map<string, { codes: Set<string>; available: boolean }>();
  /** False while what all devices hang on (a bridge) is away. */
  private bridge = true;

  constructor(private readonly events: Pick<FeedEvents, "dead" | "alive">) {}

  /** A device told of a node. */
  heard(device: string, code: string): void {
    this.of(device).codes.add(code);
  }

  /** A device says that it is there, or its will that it is not. */
  available(device: string, available: boolean): void {
    const entry = this.of(device);
    if (entry.available === available) return;
    entry.available = available;
    if (this.bridge) this.tell(entry.codes, available);
  }

  /** The bridge is there or not; a device is there when both are. */
  bridged(there: boolean): void {
    if (this.bridge === there) return;
    this.bridge = there;
    for (const { codes, available } of this.known.values()) if (available) this.tell(codes, there);
  }

  private tell(codes: ReadonlySet<string>, alive: boolean): void {
    for (const code of codes)
      if (alive) this.events.alive(code);
      else this.events.dead(code);
  }

  private of(device: string): { codes: Set<string>; available: boolean } {
    let entry = this.known.get(device);
    if (!entry) {
      if (this.known.size >= REMEMBERED) this.known.clear();
      entry = { codes: new Set(), available: true };
      this.known.set(device, entry);
    }
    return entry;
  }
}

const THERE = new Set(["online", "true", "connected"]);
const AWAY = new Set(["offline", "false", "disconnected", "lost"]);

/** "Online", true, {"state":"offline"} … as bridges and wills say it; undefined for anything else. */
export function availabilityOf(text: string): boolean | undefined {
  let word: unknown = text.trim();
  if (text.trim().startsWith("{"))
    try {
      word = (JSON.parse(text) as { state?: unknown }).state;
    } catch {
      return undefined;
    }
  const lower = String(word).toLowerCase();
  return THERE.has(lower) ? true : AWAY.has(lower) ? false : undefined;
}
