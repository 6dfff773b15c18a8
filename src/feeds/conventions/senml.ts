// SenML packs (RFC 8428): records by name, with their units.

import { type MakeDecoder, rememberPairs, templateParts } from "../decoder.ts";
import { namedCodes, tell } from "../named.ts";
import { readSenml } from "../senml.ts";
import { NamePattern } from "../topicTemplate.ts";

export const senml: MakeDecoder = (feed, _timeZone, events) => {
  const { template, ...parts } = templateParts(feed);
  const pattern = new NamePattern(feed.namePattern ?? "{name}");
  const namesOf = rememberPairs((topic, name) => namedCodes(feed, pattern, template.match(topic) ?? {}, name));
  return {
    ...parts,
    decode(topic, payload, now) {
      const names = namesOf(topic);
      let told = 0;
      for (const { name, value, booleanValue, time, unit } of readSenml(payload, now)) {
        const raw = value ?? (booleanValue === undefined ? undefined : Number(booleanValue));
        if (raw === undefined) continue;
        told += tell(feed, events, name, names(name), raw, time, 0, false, unit);
      }
      return told;
    },
  };
};
