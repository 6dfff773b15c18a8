// Records and metrics that have a name: the name fits the feed's pattern, and its captures make the node's code.

import type { Feed } from "../twin/scene/schema.ts";
import { type Codes, codesFor, type FeedEvents } from "./decoder.ts";
import type { Captures, NamePattern } from "./topicTemplate.ts";

export function namedCodes(feed: Feed, pattern: NamePattern, around: Captures, name: string): Codes {
  const captures = pattern.match(name);
  return captures ? codesFor(feed, { ...around, name, ...captures }) : [];
}

/** Tells one value to each node it belongs to. @returns how many */
export function tell(
  feed: Feed,
  events: FeedEvents,
  name: string,
  codes: Codes,
  raw: number,
  time: number,
  flags: number,
  historical: boolean,
  unit?: string,
): number {
  let told = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === undefined) continue;
    const { scale, offset, unit: declared } = feed.readings[i];
    events.reading(code, raw * scale + offset, time, flags, historical, unit ?? declared);
    told++;
  }
  if (told === 0) events.unnamed(name);
  return told;
}
