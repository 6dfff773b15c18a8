// Warnings in force become alarms of their own kind, so that somebody acknowledges them and they can become cases.

import { placeOfWarning, warningRule } from "../../twin/alarms/warnings.ts";
import { type AlertTable, severityOfCap } from "../../twin/alerts.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { Bilingual } from "../../twin/scene/words.ts";
import type { TransitionQueue } from "./queue.ts";
import type { RuleTable } from "./subjects.ts";

/** After a start or a loss the broker hands out retained warnings again; before that nothing is over, ms [D]. */
const PATIENCE_MS = 60_000;

interface Held {
  slot: number;
  rule: number;
  severity: number;
}

export class WarningWatch {
  private readonly held = new Map<string, Held>();
  private version = -1;
  private patientUntil = Number.POSITIVE_INFINITY;
  private waits = true;

  constructor(
    private readonly nodes: NodeTable,
    private readonly alerts: AlertTable,
    private readonly rules: RuleTable,
    private readonly queue: TransitionQueue,
  ) {}

  /** Takes up a warning that was in force before this start. */
  restore(slot: number, ruleId: string, title: Bilingual, severity: number): void {
    this.held.set(keyOf(slot, ruleId), { slot, rule: this.rules.put(ruleId, title), severity });
  }

  sourceLost(): void {
    this.patientUntil = Number.POSITIVE_INFINITY;
    this.waits = true;
  }

  /** @param now ms since 1970 */
  sourceBack(now: number): void {
    this.patientUntil = now + PATIENCE_MS;
    this.waits = true;
  }

  /** Compares what is in force with what was. @param now ms since 1970 */
  tick(now: number): void {
    const calm = now >= this.patientUntil;
    if (this.alerts.version === this.version && !(calm && this.waits)) return;
    this.version = this.alerts.version;
    if (calm) this.waits = false;
    const inForce = new Set<string>();
    // Exercises and tests are shown as what they are, and alarm nobody.
    for (const alert of this.alerts.list()) {
      const info = alert.infos[0];
      if (alert.status !== "Actual" || !info) continue;
      const english = alert.infos.find(({ language }) => language.toLowerCase().startsWith("en"));
      const title = {
        zh: info.headline || info.event,
        en: english?.headline || english?.event || info.headline || info.event,
      };
      const slot = placeOfWarning(alert, this.nodes);
      const ruleId = warningRule(alert);
      const key = keyOf(slot, ruleId);
      if (inForce.has(key)) continue;
      inForce.add(key);
      const severity = severityOfCap(info.severity);
      const rule = this.rules.put(ruleId, title);
      if (this.held.get(key)?.severity === severity) continue;
      this.held.set(key, { slot, rule, severity });
      this.queue.push(slot, rule, severity, Number.NaN, alert.sent, now, 0);
    }
    if (!calm) return;
    for (const [key, { slot, rule }] of this.held)
      if (!inForce.has(key)) {
        this.held.delete(key);
        this.queue.push(slot, rule, 0, Number.NaN, now, now, 0);
      }
  }
}

const keyOf = (slot: number, rule: string): string => `${slot} ${rule}`;
