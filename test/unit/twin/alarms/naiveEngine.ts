// The alarm rules written as simply as they can be: everything that ever happened is kept, and each answer is worked out from all of it.

import { severityNumber } from "../../../../src/twin/alarms/rules.ts";
import type { AlarmRule } from "../../../../src/twin/scene/alarms.ts";
import type { Kind } from "../../../../src/twin/scene/schema.ts";

interface Sample {
  value: number;
  time: number;
  now: number;
}
export interface Told {
  severity: number;
  value: number;
  at: number;
}

/** One point under one rule. */
export class NaiveAlarm {
  readonly told: Told[] = [];
  private readonly samples: Sample[] = [];
  private heard = Number.NaN;
  private current = 0;
  /** Every severity asked for since the last change, with when. */
  private asked: { severity: number; now: number }[] = [];

  constructor(
    private readonly rule: AlarmRule,
    private readonly kind: Kind,
  ) {}

  take(value: number, time: number, now: number, usable: boolean): void {
    this.heard = now;
    if (usable) this.samples.push({ value, time, now });
    if (usable || this.rule.when.is === "noData") this.ask(this.wanted(time, now), now);
  }

  tick(now: number): void {
    if (Number.isNaN(this.heard)) return;
    const { when } = this.rule;
    const last = this.samples[this.samples.length - 1];
    if (when.is !== "noData" && !last) return;
    const wanted = this.wanted(last ? now - (this.heard - last.time) : now, now);
    const silent = now - this.heard > this.kind.intervalSeconds * 3000;
    if (wanted > this.current && when.is !== "noData" && silent) return;
    this.ask(wanted, now);
  }

  private wanted(time: number, now: number): number {
    const { when } = this.rule;
    const fixed = severityNumber(this.rule.severity);
    if (when.is === "noData") return now - this.heard > when.seconds * 1000 ? fixed : 0;
    const steps = this.steps();
    const last = this.samples[this.samples.length - 1];
    switch (when.is) {
      case "limit":
        return steps[steps.length - 1] >= fixed ? steps[steps.length - 1] : 0;
      case "duration":
        return steps[steps.length - 1];
      case "state":
        return when.values.includes(last.value) ? fixed : 0;
      case "rate": {
        const within = this.samples.filter((sample) => last.time - sample.time <= when.withinSeconds * 1000);
        const by = within.map((sample) => last.value - sample.value);
        return by.some((change) => (when.change > 0 ? change > when.change : change < when.change)) ? fixed : 0;
      }
      case "repeat": {
        if (when.samples !== undefined) {
          const run = steps.slice(-when.samples);
          const least = run.length < when.samples ? 0 : Math.min(...run);
          return least >= fixed ? least : 0;
        }
        const begins = this.samples.filter((_, i) => steps[i] > 0 && !(steps[i - 1] > 0)).map((sample) => sample.time);
        const nth = begins[begins.length - (when.times as number)];
        return nth !== undefined && time - nth <= (when.withinSeconds as number) * 1000 ? fixed : 0;
      }
    }
  }

  /** Step of each sample in turn, held by the deadband: 1 normal … 5; for a threshold 0 or the rule's severity. */
  private steps(): number[] {
    const { when, severity } = this.rule;
    const bound = when.is === "duration" || when.is === "repeat" ? when : {};
    const { above, below } = bound as { above?: number; below?: number };
    const own = when.is === "limit" && when.limits ? when.limits : this.kind.limits;
    const deadband = this.rule.deadband ?? own?.deadband ?? 0;
    const steps: number[] = [];
    let before = 0;
    for (const { value } of this.samples) {
      const stepWith = (slack: number): number => {
        if (above !== undefined) return value >= above - slack ? severityNumber(severity) : 0;
        if (below !== undefined) return value <= below + slack ? severityNumber(severity) : 0;
        let worst = 1;
        own?.high?.forEach((limit, i) => {
          if (limit !== null && value >= limit - slack) worst = Math.max(worst, i + 2);
        });
        own?.low?.forEach((limit, i) => {
          if (limit !== null && value <= limit + slack) worst = Math.max(worst, i + 2);
        });
        return worst;
      };
      const plain = stepWith(0);
      before = plain >= before ? plain : Math.min(before, stepWith(deadband));
      steps.push(before);
    }
    return steps;
  }

  private ask(severity: number, now: number): void {
    this.asked.push({ severity, now });
    const side = Math.sign(severity - this.current);
    if (side === 0) return;
    let since = now;
    for (let i = this.asked.length - 1; i >= 0; i--) {
      if (Math.sign(this.asked[i].severity - this.current) !== side) break;
      since = this.asked[i].now;
    }
    const { when, onDelaySeconds, offDelaySeconds } = this.rule;
    const on = onDelaySeconds + (when.is === "duration" ? when.seconds : 0);
    if (now - since < (side > 0 ? on : offDelaySeconds) * 1000) return;
    this.current = severity;
    this.asked = [];
    this.told.push({ severity, value: this.samples[this.samples.length - 1]?.value ?? Number.NaN, at: now });
  }
}
