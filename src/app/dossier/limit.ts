// The limit a point is held to: the step from which the scene alarms, in words.

import type { Kind } from "../../twin/scene/schema.ts";
import { number } from "../format.ts";
import { twinNow } from "../stores/twin.ts";

const SEVERITIES = ["iv", "iii", "ii", "i"];
/** Without rules every kind with limits alarms from Ⅲ. */
const OTHERWISE = "iii";

/** "≥ 100", and the severity it begins, 2 Ⅳ … 5 Ⅰ; null where nothing limits it. */
export function alarmLimit(kind: Kind | undefined): { words: string; severity: number } | null {
  if (!kind?.limits) return null;
  const rule = twinNow().built.scene.alarms.rules.find(
    ({ kinds, when }) => when.is === "limit" && kinds.includes(kind.id),
  );
  const from = SEVERITIES.indexOf(rule?.severity ?? OTHERWISE);
  const { high, low } = kind.limits;
  // A kind need not have every step: then the next worse one counts.
  for (let step = from; step < SEVERITIES.length; step++) {
    const [above, below] = [high?.[step] ?? null, low?.[step] ?? null];
    const words = [
      above === null ? "" : `≥ ${number(above, kind.decimals)}`,
      below === null ? "" : `≤ ${number(below, kind.decimals)}`,
    ].filter((one) => one !== "");
    if (words.length > 0) return { words: words.join(" / "), severity: step + 2 };
  }
  return null;
}
