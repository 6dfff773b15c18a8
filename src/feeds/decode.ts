// One feed of a scene as a decoder: messages in, readings by node code out. The conventions differ only below this file.

import type { Feed } from "../twin/scene/schema.ts";
import { DecodeError } from "./decodeError.ts";
import { readJsonValues, splitPath, type ValuePath } from "./json.ts";
import { readSenml } from "./senml.ts";
import { SparkplugSession, type SpbOrigin } from "./sparkplugSession.ts";
import { type Captures, formatTemplate, NamePattern, TopicTemplate } from "./topicTemplate.ts";

/** What a decoder tells. Codes are node codes of the scene, not yet known to exist. */
export interface FeedEvents {
  /** @param sourceTime ms since 1970, NaN when the message told none @param historical not the last value, whatever its time */
  reading(code: string, value: number, sourceTime: number, flags: number, historical: boolean): void;
  /** The source of a node has died (will, death certificate). */
  dead(code: string): void;
  /** A Sparkplug edge node must be asked for its birth. */
  rebirth(group: string, edge: string, reason: string): void;
  /** A record or metric whose name fits no template of the feed. */
  unnamed(name: string): void;
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

export { DecodeError };

/** Remembered topics and names are dropped beyond this, so that strangers cannot fill the memory. */
const REMEMBERED = 100_000;

type Codes = readonly (string | undefined)[];

/**
 * @param timeZone IANA name of the zone that source times without one are in
 * @throws Error when the feed's templates cannot be read
 */
export function createDecoder(feed: Feed, timeZone: string, events: FeedEvents): FeedDecoder {
  switch (feed.convention) {
    case "json":
      return jsonDecoder(feed, timeZone, events);
    case "senml":
      return senmlDecoder(feed, events);
    case "sparkplugB":
      return sparkplugDecoder(feed, events);
  }
}

const codesFor = (feed: Feed, captures: Captures): Codes =>
  feed.readings.map((reading) => formatTemplate(reading.node, captures));

function jsonDecoder(feed: Feed, timeZone: string, events: FeedEvents): FeedDecoder {
  const template = new TopicTemplate(feed.topic);
  const paths: ValuePath[] = feed.readings.map(({ value, time, scale, offset }) => ({
    value: splitPath(value),
    time: time === undefined ? undefined : splitPath(time),
    scale,
    offset,
  }));
  const codesOf = remember((topic: string) => codesFor(feed, template.match(topic) ?? {}));
  let codes: Codes = [];
  const sink = (index: number, value: number, sourceTime: number, flags: number): void => {
    const code = codes[index];
    if (code !== undefined) events.reading(code, value, sourceTime, flags, false);
  };
  return {
    feed,
    subscription: template.subscription,
    owns: (topic) => template.match(topic) !== undefined,
    decode(topic, payload) {
      codes = codesOf(topic);
      return readJsonValues(payload, paths, timeZone, sink);
    },
  };
}

function senmlDecoder(feed: Feed, events: FeedEvents): FeedDecoder {
  const template = new TopicTemplate(feed.topic);
  const pattern = new NamePattern(feed.namePattern ?? "{name}");
  const namesOf = remember((topic: string) => {
    const captures = template.match(topic) ?? {};
    return remember((name: string) => namedCodes(feed, pattern, captures, name));
  });
  return {
    feed,
    subscription: template.subscription,
    owns: (topic) => template.match(topic) !== undefined,
    decode(topic, payload, now) {
      const names = namesOf(topic);
      let told = 0;
      for (const record of readSenml(payload, now)) {
        const raw = record.value ?? (record.booleanValue === undefined ? undefined : Number(record.booleanValue));
        if (raw === undefined) continue;
        told += tell(feed, events, record.name, names(record.name), raw, record.time, 0, false);
      }
      return told;
    },
  };
}

function sparkplugDecoder(feed: Feed, events: FeedEvents): FeedDecoder {
  const group = feed.topic.split("/")[1] ?? "+";
  if (!feed.topic.startsWith("spBv1.0/")) throw new Error(`feed ${feed.id}: topic must start with spBv1.0/`);
  const template = new TopicTemplate(`spBv1.0/${group.includes("{") || group === "#" ? "{group}" : group}/#`);
  const pattern = new NamePattern(feed.namePattern ?? "{metric}");
  const namesOf = remember((key: string) => {
    const [groupId, edge, device] = key.split("/");
    return remember((name: string) =>
      namedCodes(feed, pattern, { group: groupId, edge, device, metric: name, name }, name),
    );
  });
  const codesOf = (origin: SpbOrigin, name: string): Codes =>
    namesOf(`${origin.group}/${origin.edge}/${origin.device}`)(name);
  let told = 0;
  const session = new SparkplugSession({
    metric(origin, name, value, sourceTime, flags, historical) {
      told += tell(feed, events, name, codesOf(origin, name), value, sourceTime, flags, historical);
    },
    dead(origin, name) {
      for (const code of codesOf(origin, name)) if (code !== undefined) events.dead(code);
    },
    rebirth: (groupId, edge, reason) => events.rebirth(groupId, edge, reason),
  });
  return {
    feed,
    subscription: template.subscription,
    owns: (topic) => template.match(topic) !== undefined,
    decode(topic, payload, now) {
      told = 0;
      session.accept(topic, payload, now);
      return told;
    },
    forgetSessions: () => session.forget(),
  };
}

function namedCodes(feed: Feed, pattern: NamePattern, around: Captures, name: string): Codes {
  const captures = pattern.match(name);
  return captures ? codesFor(feed, { ...around, name, ...captures }) : [];
}

function tell(
  feed: Feed,
  events: FeedEvents,
  name: string,
  codes: Codes,
  raw: number,
  time: number,
  flags: number,
  historical: boolean,
): number {
  let told = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === undefined) continue;
    const { scale, offset } = feed.readings[i];
    events.reading(code, raw * scale + offset, time, flags, historical);
    told++;
  }
  if (told === 0) events.unnamed(name);
  return told;
}

function remember<T>(make: (key: string) => T): (key: string) => T {
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
