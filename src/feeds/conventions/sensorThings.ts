// OGC SensorThings 1.1 over MQTT: observations of a datastream, one or a list.

import { FLAG } from "../../twin/flags.ts";
import { DecodeError, jsonOf } from "../decodeError.ts";
import { codesFor, type MakeDecoder, rememberPairs, templateParts } from "../decoder.ts";
import { atPath, numeric, splitPath } from "../json.ts";
import { readSourceTime } from "../sourceTime.ts";

interface Datastream {
  "@iot.id"?: unknown;
  unitOfMeasurement?: { symbol?: unknown } | null;
}

interface Observation {
  result?: unknown;
  phenomenonTime?: unknown;
  resultTime?: unknown;
  resultQuality?: unknown;
  Datastream?: Datastream | null;
  "Datastream@iot.navigationLink"?: unknown;
}

/** An instant, or the end of an interval "from/to". */
const endOf = (time: unknown): unknown => (typeof time === "string" ? time.slice(time.lastIndexOf("/") + 1) : time);

/** "…/Datastreams(7)" or "…/Datastreams('air')" at the end of a link. */
const LINKED = /Datastreams\('?([^()']+)'?\)$/;

/** Id of the datastream, "" when the observation does not tell it. */
function datastreamOf(one: Observation): string {
  const id = one.Datastream?.["@iot.id"];
  if (typeof id === "string" || typeof id === "number") return String(id);
  const link = one["Datastream@iot.navigationLink"];
  return (typeof link === "string" && LINKED.exec(link)?.[1]) || "";
}

export const sensorThings: MakeDecoder = (feed, timeZone, events) => {
  const { template, ...parts } = templateParts(feed);
  const paths = feed.readings.map(({ value }) => splitPath(value));
  const codesOf = rememberPairs((topic, datastream) =>
    codesFor(feed, { ...template.match(topic), ...(datastream === "" ? {} : { datastream }) }),
  );
  const tellOne = (one: Observation, topic: string): number => {
    const raw = endOf(one.phenomenonTime) ?? one.resultTime;
    const time = raw == null ? Number.NaN : readSourceTime(raw, timeZone);
    const symbol = one.Datastream?.unitOfMeasurement?.symbol;
    const quality = flagsOf(one.resultQuality);
    const codes = codesOf(topic)(datastreamOf(one));
    let told = 0;
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i];
      if (code === undefined) continue;
      const found = atPath(one.result, paths[i]);
      const value = found === null ? Number.NaN : numeric(found);
      if (value === undefined) continue;
      const { scale, offset, unit } = feed.readings[i];
      const flags = found === null ? FLAG.bad : quality;
      const own = typeof symbol === "string" && symbol !== "" ? symbol : unit;
      events.reading(code, value * scale + offset, time, flags, false, own);
      told++;
    }
    return told;
  };
  return {
    ...parts,
    decode(topic, payload) {
      const root = jsonOf(payload);
      const list = (root as { value?: unknown } | null)?.value;
      const observations: unknown[] = Array.isArray(list) ? list : Array.isArray(root) ? root : [root];
      let told = 0;
      for (const one of observations)
        if (typeof one === "object" && one !== null && "result" in one) told += tellOne(one as Observation, topic);
      if (told === 0) throw new DecodeError("no observation with a numeric result");
      return told;
    },
  };
};

/** DQ_Element names and plain words for what is not good (OGC 18-088, 8.2.8: resultQuality is free). Looks two levels deep. */
function flagsOf(quality: unknown, deep = 2): number {
  if (typeof quality === "string") {
    if (/\b(bad|invalid|failed|error)\b/i.test(quality)) return FLAG.bad;
    return /\b(uncertain|suspect|questionable|estimated)\b/i.test(quality) ? FLAG.uncertain : 0;
  }
  if (typeof quality !== "object" || quality === null || deep === 0) return 0;
  let flags = 0;
  for (const part of Object.values(quality)) flags |= flagsOf(part, deep - 1);
  return flags & FLAG.bad ? FLAG.bad : flags;
}
