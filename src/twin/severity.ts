// Severity of a node: one small integer from "nothing known" to Ⅰ, ordered so that max() is "worst".

/** 0 no data yet · 1 normal · 2 Ⅳ (blue) · 3 Ⅲ (yellow) · 4 Ⅱ (orange) · 5 Ⅰ (red). */
export const SEVERITY = { none: 0, normal: 1, iv: 2, iii: 3, ii: 4, i: 5 } as const;
export type Severity = 0 | 1 | 2 | 3 | 4 | 5;

/** Roll-up counts are kept per category: the six severities, then points that are stale without being in alarm. */
export const CATEGORY_STALE = 6;
export const CATEGORY_COUNT = 7;

/** Limits of a monitoring point kind, in the kind's unit. Each list is [Ⅳ, Ⅲ, Ⅱ, Ⅰ]; null means the step is not used. */
export interface Limits {
  /** Value at or above the entry has that severity. Must not decrease from Ⅳ to Ⅰ. */
  high?: readonly (number | null)[];
  /** Value at or below the entry has that severity. Must not increase from Ⅳ to Ⅰ. */
  low?: readonly (number | null)[];
  /** A severity is left only after the value has come back by this much, in the kind's unit (ISA-18.2 deadband). */
  deadband?: number;
}

/**
 * Severity of a value under limits. The deadband holds the previous severity until the value has
 * clearly returned, so a value dithering on a limit does not chatter.
 * @param value in the kind's unit; a non-finite value has no severity (0)
 * @param previous the node's severity before this value
 */
export function severityOf(value: number, limits: Limits | undefined, previous: Severity = 0): Severity {
  if (!Number.isFinite(value)) return SEVERITY.none;
  if (!limits) return SEVERITY.normal;
  const raw = rawSeverity(value, limits, 0);
  if (raw >= previous || !limits.deadband) return raw;
  const held = rawSeverity(value, limits, limits.deadband);
  return (held < previous ? held : previous) as Severity;
}

function rawSeverity(value: number, limits: Limits, slack: number): Severity {
  let worst: number = SEVERITY.normal;
  for (let step = 0; step < 4; step++) {
    const high = limits.high?.[step];
    if (high != null && value >= high - slack) worst = Math.max(worst, step + 2);
    const low = limits.low?.[step];
    if (low != null && value <= low + slack) worst = Math.max(worst, step + 2);
  }
  return worst as Severity;
}
