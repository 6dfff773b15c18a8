// The topic rules as brokers of others want them, for programs that connect to such a broker without the hub in between.

import { type Actor, HIGHEST_GRADE } from "./actor.ts";
import { gradeOfFrame } from "./frames.ts";
import type { Permission } from "./permissions.ts";
import type { Sight } from "./sight.ts";
import { filtersOf, HEARD, type Listener, SAID } from "./topics.ts";

interface Subject {
  /** User name at the broker. */
  user: string;
  permissions: readonly Permission[];
  clearance: number;
}

/** Somebody who sees the whole city up to a clearance, as far as frames go. */
function listenerOf(sceneId: string, frames: readonly number[], { permissions, clearance }: Subject): Listener {
  const actor: Pick<Actor, "grants"> = {
    grants: [{ role: "", permissions: new Set(permissions), place: "", unit: null, clearance }],
  };
  const sight: Sight = {
    key: "",
    all: false,
    frames: new Set(frames.filter((frame) => gradeOfFrame(frame) <= clearance)),
    sees: () => false,
    seesLayer: () => false,
  };
  return { sceneId, frames, actor, sight };
}

/** One user for each clearance: who listens to the whole city's state. */
export const READERS: readonly Subject[] = Array.from({ length: HIGHEST_GRADE }, (_, i) => ({
  user: `reader-${i + 1}`,
  permissions: ["city.see", "alarm.see", "case.see"],
  clearance: i + 1,
}));

const allowed = (pairs: Iterable<[string, boolean]>): string[] =>
  [...pairs].flatMap(([filter, may]) => (may ? [filter] : []));

/** Mosquitto's acl_file. @param frames every frame of the scene */
export function mosquittoAcl(sceneId: string, frames: readonly number[], devices = "device"): string {
  const lines = [
    "# Whoever gives no name gets nothing.",
    "",
    "# The hub, and every browser behind it.",
    "user hub",
    "topic readwrite #",
    "topic read $SYS/broker/publish/messages/dropped",
    "",
    "# Devices: everything but the city's state.",
    `user ${devices}`,
    "topic deny yiwang/#",
    "topic readwrite #",
  ];
  for (const subject of READERS) {
    const listener = listenerOf(sceneId, frames, subject);
    lines.push("", `# Programs that hear the city up to data grade ${subject.clearance}.`, `user ${subject.user}`);
    for (const filter of allowed(filtersOf(HEARD, listener))) lines.push(`topic read ${filter}`);
    for (const filter of allowed(filtersOf(SAID, listener))) lines.push(`topic write ${filter}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Claims of a token for EMQX's JWT authentication, whose `acl` it enforces by itself. @returns one for each clearance */
export const emqxClaims = (sceneId: string, frames: readonly number[]): unknown =>
  READERS.map((subject) => {
    const listener = listenerOf(sceneId, frames, subject);
    return {
      username: subject.user,
      exp: "seconds since 1970",
      acl: [
        ...allowed(filtersOf(HEARD, listener)).map((topic) => ({ permission: "allow", action: "subscribe", topic })),
        ...allowed(filtersOf(SAID, listener)).map((topic) => ({ permission: "allow", action: "publish", topic })),
        { permission: "deny", action: "all", topic: "#" },
      ],
    };
  });
