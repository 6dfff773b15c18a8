// FIWARE NGSI-LD and NGSIv2: notifications and entities, as key-values, normalized or GeoJSON features.

import { DecodeError, jsonOf } from "../decodeError.ts";
import { codesFor, type MakeDecoder, numeric, remember, templateParts } from "../decoder.ts";
import { readSourceTime } from "../sourceTime.ts";

type Attributes = Record<string, unknown>;

/** Attributes that say when an entity was observed, the best first (smart data models). */
const TIMES = ["dateObservedTo", "dateObserved", "observationDateTime", "TimeInstant", "dateModified"];
const MOST_ENTITIES = 10_000;

/** Entities of a message: a notification (also inside metadata/body), a list, or one entity. */
function entitiesOf(root: unknown): Attributes[] {
  const body = (root as { body?: unknown } | null)?.body ?? root;
  const data = (body as { data?: unknown } | null)?.data ?? body;
  const list = Array.isArray(data) ? data : [data];
  if (list.length > MOST_ENTITIES) throw new DecodeError(`${list.length} entities, at most ${MOST_ENTITIES}`);
  return list.filter((one): one is Attributes => typeof one === "object" && one !== null && !Array.isArray(one));
}

/** A GeoJSON feature has its attributes below `properties`. */
const attributesOf = (entity: Attributes): Attributes =>
  entity.type === "Feature" && typeof entity.properties === "object" && entity.properties !== null
    ? (entity.properties as Attributes)
    : entity;

/** The value of an attribute: itself as key-values, its `value` normalized, its `@value` in JSON-LD. */
function plainOf(attribute: unknown): unknown {
  if (typeof attribute !== "object" || attribute === null || Array.isArray(attribute)) return attribute;
  const { value, "@value": typed } = attribute as { value?: unknown; "@value"?: unknown };
  if (value !== undefined) return plainOf(value);
  return typed;
}

/** UNECE code of the unit: NGSI-LD beside the value, NGSIv2 in its metadata. */
function unitOf(attribute: unknown): string | undefined {
  const { unitCode, metadata } = (attribute ?? {}) as { unitCode?: unknown; metadata?: { unitCode?: unknown } };
  const code = plainOf(unitCode) ?? plainOf(metadata?.unitCode);
  return typeof code === "string" ? code : undefined;
}

function observedAt(attribute: unknown): unknown {
  const { observedAt: told, metadata } = (attribute ?? {}) as {
    observedAt?: unknown;
    metadata?: { TimeInstant?: unknown; timestamp?: unknown };
  };
  return told ?? plainOf(metadata?.TimeInstant) ?? plainOf(metadata?.timestamp);
}

export const ngsi: MakeDecoder = (feed, timeZone, events) => {
  const { template, ...parts } = templateParts(feed);
  const codesOf = remember((key: string) => {
    const [topic, id, type] = key.split("\n");
    // A URN's last part is what people call the thing.
    return codesFor(feed, { ...template.match(topic), id, type, name: id.split(":").at(-1) ?? id });
  });
  const timeOf = (raw: unknown): number =>
    typeof raw === "string" || typeof raw === "number"
      ? readSourceTime(typeof raw === "string" ? (raw.split("/").at(-1) ?? raw) : raw, timeZone)
      : Number.NaN;
  return {
    ...parts,
    decode(topic, payload) {
      let told = 0;
      for (const entity of entitiesOf(jsonOf(payload))) {
        const attributes = attributesOf(entity);
        const lower = new Map(Object.keys(attributes).map((name) => [name.toLowerCase(), name]));
        const type = String(plainOf(attributes.type) ?? entity.type ?? "");
        const entityTime = TIMES.map((name) => plainOf(attributes[name])).find((time) => time !== undefined);
        codesOf(`${topic}\n${String(entity.id ?? "")}\n${type}`).forEach((code, i) => {
          const { value: name, time, scale, offset, unit } = feed.readings[i];
          const attribute = attributes[lower.get(name.toLowerCase()) ?? ""];
          if (code === undefined || attribute === undefined) return;
          const raw = plainOf(attribute);
          const value = raw === null ? Number.NaN : numeric(raw);
          if (value === undefined) return;
          const own = time === undefined ? observedAt(attribute) : plainOf(attributes[time]);
          events.reading(code, value * scale + offset, timeOf(own ?? entityTime), 0, false, unitOf(attribute) ?? unit);
          told++;
        });
      }
      if (told === 0)
        throw new DecodeError(`no entity with ${feed.readings.map(({ value }) => `"${value}"`).join(", ")}`);
      return told;
    },
  };
};
