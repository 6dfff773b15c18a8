// FIWARE NGSI-LD and NGSIv2: notifications and entities, as key-values, normalized or GeoJSON features.

import { FLAG } from "../../twin/flags.ts";
import { DecodeError, jsonOf } from "../decodeError.ts";
import { codeFor, type MakeDecoder, remember, rememberPairs, templateParts } from "../decoder.ts";
import { isObject, numeric } from "../json.ts";
import { readSourceTime } from "../sourceTime.ts";
import type { Captures } from "../topicTemplate.ts";

type Attributes = Record<string, unknown>;

/** Attributes that say when an entity was observed, the best first (smart data models). */
const TIMES = ["dateObservedTo", "dateObserved", "observationDateTime", "TimeInstant", "dateModified"];
/** Members of an entity that are no attributes. */
const NO_ATTRIBUTES = new Set(["id", "type", "@context", "scope", ...TIMES, "dateObservedFrom", "dateCreated"]);
const MOST_ENTITIES = 10_000;
/** A value may stand below a value, as in smart data models; no deeper than this. */
const DEEPEST = 4;

/** Entities of a message: a notification (also inside metadata/body), a list, a feature collection, or one entity. */
function entitiesOf(root: unknown): Attributes[] {
  const body = isObject(root) && !("type" in root) && isObject(root.body) ? root.body : root;
  const told = isObject(body) && typeof body.data === "object" && isNotification(body) ? body.data : body;
  const data = isObject(told) && told.type === "FeatureCollection" ? told.features : told;
  const list: unknown[] = Array.isArray(data) ? data : [data];
  if (list.length > MOST_ENTITIES) throw new DecodeError(`${list.length} entities, at most ${MOST_ENTITIES}`);
  return list.filter(isObject);
}

/** An entity may have an attribute called data: a notification has a subscription, or no type but Notification. */
const isNotification = ({ type, subscriptionId }: Attributes): boolean =>
  type === "Notification" || type === undefined || subscriptionId !== undefined;

/** A GeoJSON feature has its attributes below `properties`. */
const attributesOf = (entity: Attributes): Attributes =>
  entity.type === "Feature" && isObject(entity.properties) ? entity.properties : entity;

/** Of an attribute with several instances the one without a datasetId is the default (NGSI-LD 4.5.5). */
const instanceOf = (attribute: unknown): unknown =>
  Array.isArray(attribute)
    ? (attribute.find((one) => isObject(one) && one.datasetId === undefined) ?? attribute[0])
    : attribute;

/** The value of an attribute: itself as key-values, its `value` normalized, its `@value` in JSON-LD; undefined for lists. */
function plainOf(attribute: unknown): unknown {
  let here = attribute;
  for (let deep = 0; deep < DEEPEST; deep++) {
    if (!isObject(here)) return Array.isArray(here) ? undefined : here;
    here = here.value !== undefined ? here.value : here["@value"];
  }
  return isObject(here) || Array.isArray(here) ? undefined : here;
}

/** UNECE code of the unit: NGSI-LD beside the value, NGSIv2 in its metadata. */
function unitOf(attribute: unknown): string | undefined {
  if (!isObject(attribute)) return undefined;
  const code = plainOf(attribute.unitCode) ?? (isObject(attribute.metadata) ? plainOf(attribute.metadata.unitCode) : 0);
  return typeof code === "string" ? code : undefined;
}

function observedAt(attribute: unknown): unknown {
  if (!isObject(attribute)) return undefined;
  const metadata = isObject(attribute.metadata) ? attribute.metadata : {};
  return plainOf(attribute.observedAt) ?? plainOf(metadata.TimeInstant) ?? plainOf(metadata.timestamp);
}

export const ngsi: MakeDecoder = (feed, timeZone, events) => {
  const { template, ...parts } = templateParts(feed);
  const wanted = feed.readings.map(({ value }) => (value === "" ? "a number" : `"${value}"`)).join(", ");
  const capturesOf = (key: string): Captures => {
    const [topic, id, type] = key.split("\n");
    // A URN's last part is what people call the thing.
    return { ...template.match(topic), id, type, name: id.slice(id.lastIndexOf(":") + 1) };
  };
  const codesOf = remember((key: string) => {
    const captures = capturesOf(key);
    return feed.readings.map(({ value }, i) => codeFor(feed, i, { ...captures, attribute: value }));
  });
  // A reading without a name takes every attribute that is a number.
  const everyOf = rememberPairs((key, attribute) =>
    feed.readings.map((_, i) => codeFor(feed, i, { ...capturesOf(key), attribute })),
  );
  /** ms since 1970; undefined for what is no time. */
  const timeOf = (raw: unknown): number | undefined => {
    if (typeof raw !== "string" && typeof raw !== "number") return undefined;
    try {
      return readSourceTime(typeof raw === "string" ? raw.slice(raw.lastIndexOf("/") + 1) : raw, timeZone);
    } catch {
      return undefined;
    }
  };
  const tell = (i: number, code: string | undefined, attribute: unknown, all: Attributes, whole: unknown): number => {
    const raw = plainOf(attribute);
    const value = raw === null ? Number.NaN : numeric(raw);
    if (code === undefined || value === undefined) return 0;
    const { time, scale, offset, unit } = feed.readings[i];
    const own = time === undefined ? observedAt(attribute) : plainOf(all[time]);
    const at = timeOf(own) ?? timeOf(whole);
    if (at === undefined && (own ?? whole) != null) throw new DecodeError("a time that is not ISO 8601");
    // A time that cannot be read leaves the entity's.
    const flags =
      (Number.isNaN(value) ? FLAG.bad : 0) | (own != null && timeOf(own) === undefined ? FLAG.uncertain : 0);
    events.reading(code, value * scale + offset, at ?? Number.NaN, flags, false, unitOf(attribute) ?? unit);
    return 1;
  };
  return {
    ...parts,
    decode(topic, payload) {
      let told = 0;
      for (const entity of entitiesOf(jsonOf(payload))) {
        const all = attributesOf(entity);
        const lower = new Map(Object.keys(all).map((name) => [name.toLowerCase(), name]));
        const type = String(plainOf(all.type) ?? plainOf(entity.type) ?? "");
        const whole = TIMES.map((name) => plainOf(all[name])).find((time) => time !== undefined);
        const key = `${topic}\n${String(plainOf(entity.id) ?? "")}\n${type}`;
        const [codes, every] = [codesOf(key), everyOf(key)];
        feed.readings.forEach(({ value: name }, i) => {
          if (name !== "") told += tell(i, codes[i], instanceOf(all[lower.get(name.toLowerCase()) ?? ""]), all, whole);
          else
            for (const [attribute, raw] of Object.entries(all))
              if (!NO_ATTRIBUTES.has(attribute) && typeof numeric(plainOf(instanceOf(raw))) === "number")
                told += tell(i, every(attribute)[i], instanceOf(raw), all, whole);
        });
      }
      if (told === 0) throw new DecodeError(`no entity with ${wanted}`);
      return told;
    },
  };
};
