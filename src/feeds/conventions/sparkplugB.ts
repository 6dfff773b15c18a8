// Sparkplug B 3.0: edge nodes and devices with births, deaths, aliases and sequences.

import { type Codes, type MakeDecoder, rememberPairs } from "../decoder.ts";
import { namedCodes, tell } from "../named.ts";
import { SparkplugSession, type SpbOrigin } from "../sparkplugSession.ts";
import { NamePattern, TopicTemplate } from "../topicTemplate.ts";

export const sparkplugB: MakeDecoder = (feed, _timeZone, events) => {
  const group = feed.topic.split("/")[1] ?? "+";
  if (!feed.topic.startsWith("spBv1.0/")) throw new Error(`feed ${feed.id}: topic must start with spBv1.0/`);
  const template = new TopicTemplate(`spBv1.0/${group.includes("{") || group === "#" ? "{group}" : group}/#`);
  const pattern = new NamePattern(feed.namePattern ?? "{metric}");
  const namesOf = rememberPairs((key, name) => {
    const [groupId, edge, device] = key.split("/");
    return namedCodes(feed, pattern, { group: groupId, edge, device, metric: name, name }, name);
  });
  const codesOf = (origin: SpbOrigin, name: string): Codes =>
    namesOf(`${origin.group}/${origin.edge}/${origin.device}`)(name);
  let told = 0;
  const session = new SparkplugSession({
    metric(origin, name, value, sourceTime, flags, historical, unit) {
      told += tell(feed, events, name, codesOf(origin, name), value, sourceTime, flags, historical, unit);
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
};
