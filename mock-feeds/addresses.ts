// Where each point's readings go: its feed, read backwards from node code to topic, path and name.

import { formatTemplate, NamePattern } from "../src/feeds/topicTemplate.ts";
import type { Feed } from "../src/twin/scene/schema.ts";
import type { MockCity } from "./mockCity.ts";
import type { Behaviour } from "./simulation.ts";

/** One point's way out. */
export interface Address {
  slot: number;
  feed: Feed;
  /** Which of the feed's readings it is. */
  reading: number;
  /** Parts of the code that the reading's node template names. */
  captures: Readonly<Record<string, string>>;
}

/** Addresses of all points that a simulated feed can carry, and how many none can. */
export function addressesOf(
  city: MockCity,
  behaviours: readonly (Behaviour | undefined)[],
): { addresses: Address[]; homeless: number } {
  const feeds = city.scene.feeds.filter((feed) => feed.origin === "simulated");
  const routes = feeds.flatMap((feed) =>
    feed.readings.map((reading, i) => ({
      feed,
      reading: i,
      pattern: new NamePattern(reading.node),
      literal: reading.node.replace(/\{[^}]*\}/g, "").length,
    })),
  );
  // The template with the most literal text knows the code best.
  routes.sort((a, b) => b.literal - a.literal);
  const addresses: Address[] = [];
  let homeless = 0;
  for (const slot of city.points) {
    const code = city.nodes.columns.code[slot];
    const wish = behaviours[city.nodes.columns.kind[slot]]?.feed;
    const fits = (route: (typeof routes)[number]): boolean => route.pattern.match(code) !== undefined;
    const wished = wish === undefined ? [] : routes.filter(({ feed }) => feed.id === wish || feed.convention === wish);
    const route = wished.find(fits) ?? routes.find(fits);
    if (route) addresses.push({ slot, ...route, captures: route.pattern.match(code) ?? {} });
    else homeless++;
  }
  return { addresses, homeless };
}

/** Writes a template; what the captures do not know is filled with `fill`. */
export function writeTemplate(template: string, captures: Readonly<Record<string, string>>, fill: string): string {
  const text = template.replace(/\/#$/, `/${fill}`).replace(/\{([A-Za-z0-9]+)\}/g, (whole, name: string) => {
    return Object.hasOwn(captures, name) ? whole : fill;
  });
  return formatTemplate(text, captures) ?? text;
}

/** A value as the device sends it: the feed's scale and offset undone. */
export function rawValue(feed: Feed, reading: number, value: number): number {
  const { scale, offset } = feed.readings[reading];
  return scale === 1 && offset === 0 ? value : Number(((value - offset) / scale).toPrecision(8));
}
