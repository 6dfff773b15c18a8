// OGC SensorThings 1.1 over MQTT: observations of a datastream, one or a list.

import { FLAG } from "../../twin/flags.ts";
import { DecodeError, jsonOf } from "../decodeError.ts";
import { atPath, codesFor, type MakeDecoder, numeric, templateParts } from "../decoder.ts";
import { splitPath } from "../json.ts";
import { readSourceTime } from "../sourceTime.ts";

interface Observation {
  result?: unknown;
  phenomenonTime?: unknown;
  resultTime?: unknown;
  resultQuality?: unknown;
  Datastream?: { "@iot.id"?: unknown };
  "Datastream@iot.navigationLink"?: unknown;
  "@iot.selfLink"?: unknown;
}

/** An instant, or the end of an interval "from/to". */
const endOf = (time: unknown): unknown => (typeof time === "string" ? time.split("/").at(-1) : time);

export const sensorThings: MakeDecoder = (feed, timeZone, events) => {
  const { template, ...parts } = templateParts(feed);
  const paths = feed.readings.map(({ value }) => splitPath(value));
  return {
    ...parts,
    decode(topic, payload) {
      const root = jsonOf(payload);
      const list = (root as { value?: unknown } | null)?.value;
      const observations = (Array.isArray(list) ? list : Array.isArray(root) ? root : [root]) as Observation[];
      let told = 0;
      for (const one of observations) {
        if (typeof one !== "object" || one === null || !("result" in one)) continue;
        const id = one.Datastream?.["@iot.id"];
        const captures = { ...template.match(topic), ...(id === undefined ? {} : { datastream: String(id) }) };
        const raw = endOf(one.phenomenonTime) ?? one.resultTime;
        const time = raw == null ? Number.NaN : readSourceTime(raw, timeZone);
        codesFor(feed, captures).forEach((code, i) => {
          if (code === undefined) return;
          const found = atPath(one.result, paths[i]);
          const value = found === null ? Number.NaN : numeric(found);
          if (value === undefined) return;
          const { scale, offset, unit } = feed.readings[i];
          events.reading(code, value * scale + offset, time, flagsOf(one.resultQuality, value), false, unit);
          told++;
        });
      }
      if (told === 0) throw new DecodeError("no observation with a numeric result");
      return told;
    },
  };
};

/** DQ_Element names and plain words for what is not good (OGC 18-088, 8.2.8: resultQuality is free). */
function flagsOf(quality: unknown, value: number): number {
  const word = JSON.stringify(quality ?? "").toLowerCase();
  if (Number.isNaN(value) || /\b(bad|invalid|failed|error)\b/.test(word)) return FLAG.bad;
  return /\b(uncertain|suspect|questionable|estimated)\b/.test(word) ? FLAG.uncertain : 0;
}
