// Devices that speak JSON or SenML: each sends what it holds at its own interval.

import { writeSenml } from "../src/feeds/senml.ts";
import { type Address, rawValue, writeTemplate } from "./addresses.ts";
import type { MockCity } from "./mockCity.ts";
import type { SensorModel } from "./model.ts";

/** Something that is due at times of its own. */
export interface Sender {
  intervalMs: number;
  /** Publishes what it has to say; returns how many readings. */
  send(time: number): number;
}

export type PublishText = (topic: string, payload: string) => void;

/** A gateway carries at most this many sensors. */
const GATEWAY_SENSORS = 24;

const group = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = groups.get(key);
    if (list) list.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const intervalOf = (city: MockCity, address: Address): number =>
  city.scene.kinds[city.nodes.columns.kind[address.slot]].intervalSeconds * 1000;

/** One device per topic: a single value, or a station that sends all of its values at once. */
export function jsonSenders(
  city: MockCity,
  model: SensorModel,
  addresses: readonly Address[],
  publish: PublishText,
): Sender[] {
  const kindId = (slot: number): string => city.scene.kinds[city.nodes.columns.kind[slot]].id;
  const topicOf = ({ slot, feed, captures }: Address): string =>
    writeTemplate(feed.topic, { kind: kindId(slot), ...captures }, "device");
  return [...group(addresses, topicOf)].map(([topic, members]) => ({
    intervalMs: Math.min(...members.map((member) => intervalOf(city, member))),
    send(time) {
      const payload: Record<string, unknown> = {};
      let bare: number | undefined;
      let count = 0;
      for (const { slot, feed, reading } of members) {
        if (model.silent(slot, time)) continue;
        const path = feed.readings[reading];
        const raw = rawValue(feed, reading, model.read(slot, time));
        if (path.value === "") bare = raw;
        else put(payload, path.value, raw);
        if (path.time !== undefined) put(payload, path.time, new Date(time).toISOString());
        count++;
      }
      if (count > 0) publish(topic, bare === undefined ? JSON.stringify(payload) : String(bare));
      return count;
    },
  }));
}

function put(payload: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  let here = payload;
  for (const key of keys.slice(0, -1)) {
    here[key] ??= {};
    here = here[key] as Record<string, unknown>;
  }
  here[keys[keys.length - 1]] = value;
}

/** Gateways of a street: each collects sensors of the same interval and sends them as one pack. */
export function senmlSenders(
  city: MockCity,
  model: SensorModel,
  addresses: readonly Address[],
  publish: PublishText,
): Sender[] {
  const { code } = city.nodes.columns;
  const senders: Sender[] = [];
  const serial = new Map<string, number>();
  const place = (slot: number): string => code[Math.max(city.street[slot], 0)];
  const groups = group(
    addresses,
    (address) => `${address.feed.id} ${place(address.slot)} ${intervalOf(city, address)}`,
  );
  for (const members of groups.values())
    for (let i = 0; i < members.length; i += GATEWAY_SENSORS) {
      const own = members.slice(i, i + GATEWAY_SENSORS);
      const street = place(own[0].slot);
      const number = (serial.get(street) ?? 0) + 1;
      serial.set(street, number);
      const gateway = `${street}-G${String(number).padStart(3, "0")}`;
      const topic = writeTemplate(own[0].feed.topic, own[0].captures, gateway);
      const names = own.map(({ feed, captures, slot }) =>
        writeTemplate(feed.namePattern ?? "{name}", { name: code[slot], ...captures }, gateway),
      );
      const base = commonStart(names);
      senders.push({
        intervalMs: intervalOf(city, own[0]),
        send(time) {
          const values = [];
          for (let n = 0; n < own.length; n++) {
            const { slot, feed, reading } = own[n];
            if (model.silent(slot, time)) continue;
            const value = rawValue(feed, reading, model.read(slot, time));
            values.push({ name: names[n].slice(base.length), time, value });
          }
          if (values.length > 0) publish(topic, writeSenml(base, values));
          return values.length;
        },
      });
    }
  return senders;
}

/** Longest common start that leaves every name at least one character. */
function commonStart(names: readonly string[]): string {
  let length = Math.min(...names.map((name) => name.length - 1));
  for (const name of names) while (length > 0 && !name.startsWith(names[0].slice(0, length))) length--;
  return names[0].slice(0, length);
}
