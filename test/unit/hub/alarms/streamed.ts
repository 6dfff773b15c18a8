// What the program that is killed does in each step, so that its test knows what must be on disk.

import { type AlarmState, afterTransition } from "../../../../src/twin/alarms/alarm.ts";
import type { Severity } from "../../../../src/twin/severity.ts";

export interface Step {
  code: string;
  rule: "full" | "latch";
  severity: Severity;
}
const ALL = ["L1", "L2", "L3"].flatMap((code) => (["full", "latch"] as const).map((rule) => ({ code, rule })));

/** Each alarm comes, worsens, and goes, out of step with the others. */
export const transitionsOf = (step: number): Step[] =>
  ALL.flatMap((one, i) => {
    const severity = ([3, 5, 0] as const)[(step + i) % 4];
    return severity === undefined ? [] : [{ ...one, severity }];
  });

/** What is open after so many steps, by code and rule; and how many events there have been. */
export function stateAfter(steps: number): { open: Map<string, AlarmState>; events: number } {
  const open = new Map<string, AlarmState>();
  let events = 0;
  for (let step = 1; step <= steps; step++)
    for (const { code, rule, severity } of transitionsOf(step)) {
      const key = `${code} ${rule}`;
      const before = open.get(key) ?? null;
      if ((before?.active ? before.severity : 0) === severity) continue;
      events++;
      const after = afterTransition(before, severity, 1_800_000_000_000 + step * 1000, rule === "latch");
      if (after) open.set(key, after);
    }
  return { open, events };
}
