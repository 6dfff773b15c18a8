// Who may hear and say which topic under yiwang/SCENE: one table of rules, for the embedded broker, the bridge and the brokers of others.

import type { Actor } from "./actor.ts";
import type { Permission } from "./permissions.ts";
import type { Sight } from "./sight.ts";

export interface TopicRule {
  /** Levels below yiwang/SCENE; {frame} stands for each frame's number, # for the rest. */
  topic: string;
  /** What hearing it takes; a frame takes sight of all that is in it besides. */
  needs: Permission;
}

/** What a browser may hear. What is not here is heard by nobody but the hub. */
export const HEARD: readonly TopicRule[] = [
  { topic: "status", needs: "city.see" },
  { topic: "canary", needs: "city.see" },
  { topic: "movers/#", needs: "city.see" },
  { topic: "alerts", needs: "city.see" },
  { topic: "frame/{frame}", needs: "city.see" },
  { topic: "key/{frame}", needs: "city.see" },
  { topic: "ask/{frame}", needs: "city.see" },
  // Ids and versions only; what they are about is asked for over HTTP.
  { topic: "desk/alarms/#", needs: "alarm.see" },
  { topic: "desk/cases/#", needs: "case.see" },
  { topic: "desk/ops-mode", needs: "case.see" },
];

/** What a browser may say: it asks for a keyframe. */
export const SAID: readonly TopicRule[] = [{ topic: "ask/{frame}", needs: "city.see" }];

/** Somebody who listens. */
export interface Listener {
  sceneId: string;
  /** Every frame there is. */
  frames: readonly number[];
  actor: Pick<Actor, "grants">;
  sight: Sight;
}

const has = ({ grants }: Pick<Actor, "grants">, permission: Permission): boolean =>
  grants.some(({ permissions }) => permissions.has(permission));

/** Filters of a rule set, each with whether the listener may have it. */
export function* filtersOf(
  rules: readonly TopicRule[],
  listener: Listener,
): Generator<[filter: string, allowed: boolean]> {
  const { sceneId, frames, actor, sight } = listener;
  for (const { topic, needs } of rules) {
    const allowed = has(actor, needs);
    if (!topic.includes("{frame}")) yield [`yiwang/${sceneId}/${topic}`, allowed];
    else
      for (const frame of frames)
        yield [`yiwang/${sceneId}/${topic.replace("{frame}", String(frame))}`, allowed && sight.frames.has(frame)];
  }
}

/** Whether two filters may match one topic. */
export function overlaps(a: string, b: string): boolean {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let i = 0; ; i++) {
    if (left[i] === "#" || right[i] === "#") return true;
    if (left[i] === undefined || right[i] === undefined) return left[i] === right[i];
    if (left[i] !== "+" && right[i] !== "+" && left[i] !== right[i])
      // "a/#" matches "a" too.
      return false;
  }
}

const isTopicOf = (filter: string, topic: string): boolean => overlaps(filter, topic);

/**
 * Whether somebody may subscribe to a filter: with wildcards only when it reaches nothing they may not hear. A filter that
 * reaches nothing at all is refused too.
 */
export function mayHear(listener: Listener, filter: string): boolean {
  if (!filter.startsWith(`yiwang/${listener.sceneId}/`)) return false;
  const reached = [...filtersOf(HEARD, listener)].filter(([other]) => overlaps(filter, other));
  return reached.length > 0 && reached.every(([, allowed]) => allowed);
}

/** Whether somebody may publish to a topic. */
export const maySay = (listener: Listener, topic: string): boolean =>
  !/[+#]/.test(topic) &&
  [...filtersOf(SAID, listener)].some(([filter, allowed]) => allowed && isTopicOf(filter, topic));
