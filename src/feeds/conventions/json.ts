// Plain payloads: a number, or JSON with dot paths.

import { DecodeError, jsonOf } from "../decodeError.ts";
import { type Codes, codesFor, type MakeDecoder, remember, templateParts } from "../decoder.ts";
import { readJsonValues, splitPath, type ValuePath } from "../json.ts";

export const json: MakeDecoder = (feed, timeZone, events) => {
  const { template, ...parts } = templateParts(feed);
  const paths: ValuePath[] = feed.readings.map(({ value, time, scale, offset }) => ({
    value: splitPath(value),
    time: time === undefined ? undefined : splitPath(time),
    scale,
    offset,
  }));
  const wanted = feed.readings.map(({ value }) => `"${value}"`).join(", ");
  const codesOf = remember((topic: string) => codesFor(feed, template.match(topic) ?? {}));
  let codes: Codes = [];
  const sink = (index: number, value: number, sourceTime: number, flags: number): void => {
    const code = codes[index];
    if (code !== undefined) events.reading(code, value, sourceTime, flags, false, feed.readings[index].unit);
  };
  return {
    ...parts,
    decode(topic, payload) {
      codes = codesOf(topic);
      const found = readJsonValues(jsonOf(payload), paths, timeZone, sink);
      if (found === 0) throw new DecodeError(`none of the paths ${wanted}`);
      return found;
    },
  };
};
