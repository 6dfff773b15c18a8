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

/** Events nobody listens to; what somebody does is written over them. */
export const NO_EVENTS: FeedEvents = {
  reading: () => undefined,
  dead: () => undefined,
  alive: () => undefined,
  rebirth: () => undefined,
  unnamed: () => undefined,
  mover: () => undefined,
  alert: () => undefined,
};

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
export const REMEMBERED = 100_000;
/** Longer keys are worked out each time, for the same reason. */
export const LONGEST_KEY = 512;

/** A function that remembers what it made of each key. */
export function remember<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = make(key);
      if (known.size >= REMEMBERED) known.clear();
      if (key.length <= LONGEST_KEY) known.set(key, value);
    }
    return value;
  };
}

/** {@link remember} for two keys, the second asked for many times with the same first: no key is joined per value. */
export function rememberPairs<T>(make: (first: string, second: string) => T): (first: string) => (second: string) => T {
  const known = new Map<string, (second: string) => T>();
  let count = 0;
  return (first) => {
    if (known.size >= REMEMBERED || count >= REMEMBERED) {
      known.clear();
      count = 0;
    }
    let within = known.get(first);
    if (within === undefined) {
      const values = new Map<string, T>();
      within = (second) => {
        let value = values.get(second);
        if (value === undefined) {
          value = make(first, second);
          if (second.length <= LONGEST_KEY && count < REMEMBERED) {
            values.set(second, value);
            count++;
          }
        }
        return value;
      };
      if (first.length <= LONGEST_KEY) known.set(first, within);
    }
    return within;
  };
}

export type Codes = readonly (string | undefined)[];

/** The node code of one reading of a feed; undefined where a capture is missing. A name that the feed looks up is replaced. */
export function codeFor({ readings, nodes }: Feed, i: number, captures: Captures): string | undefined {
  const code = formatTemplate(readings[i].node, captures);
  return code !== undefined && Object.hasOwn(nodes, code) ? nodes[code] : code;
}

/** {@link codeFor} of each reading. */
export const codesFor = (feed: Feed, captures: Captures): Codes =>
  feed.readings.map((_, i) => codeFor(feed, i, captures));

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
