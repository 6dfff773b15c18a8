// What a test has published, and what must follow from it: severities by the limits as the manifest writes them, counted below any node.

import type { NodeTable } from "../../../src/twin/nodeTable.ts";
import type { Kind } from "../../../src/twin/scene/schema.ts";

/** Severity by the words of the manifest: [Ⅳ, Ⅲ, Ⅱ, Ⅰ], high limits at or above, low limits at or below. */
export function severityBy(kind: Kind, value: number): number {
  let severity = 1;
  [2, 3, 4, 5].forEach((step, i) => {
    const high = kind.limits?.high?.[i];
    const low = kind.limits?.low?.[i];
    if (high != null && value >= high) severity = Math.max(severity, step);
    if (low != null && value <= low) severity = Math.max(severity, step);
  });
  return severity;
}

/** A value of a kind that has exactly this severity, or undefined when its limits know none. */
export function valueWith(kind: Kind, severity: number): number | undefined {
  const [low, high] = kind.range;
  for (let i = -20; i <= 60; i++) {
    const value = Math.round((low + ((high - low) * i) / 40) * 1000) / 1000;
    if (severityBy(kind, value) === severity) return value;
  }
  return undefined;
}

/** What has been published, by slot. */
export class Truth {
  private readonly severity = new Map<number, number>();

  constructor(
    private readonly nodes: NodeTable,
    private readonly kinds: readonly Kind[],
    /** Grid of each building: points are mounted on buildings too. */
    private readonly gridOfBuilding: Int32Array,
  ) {}

  kindOf(slot: number): Kind {
    return this.kinds[this.nodes.columns.kind[slot]];
  }

  note(slot: number, value: number): void {
    this.severity.set(slot, severityBy(this.kindOf(slot), value));
  }

  /** Points below a node by walking the parent column, not the ranges the app uses. */
  pointsBelow(slot: number): number[] {
    const { nodes } = this;
    const { parent, kind } = nodes.columns;
    const found: number[] = [];
    for (let at = nodes.placeCount; at < nodes.coreCount; at++) {
      if (this.kinds[kind[at]]?.level !== "point") continue;
      for (let up = at; up >= 0; up = up < nodes.coreCount ? parent[up] : this.gridOfBuilding[up - nodes.coreCount])
        if (up === slot) {
          found.push(at);
          break;
        }
    }
    return found;
  }

  /** Counts below a node: [no data, normal, Ⅳ, Ⅲ, Ⅱ, Ⅰ]. */
  counts(slot: number): number[] {
    const counts = [0, 0, 0, 0, 0, 0];
    for (const point of this.pointsBelow(slot)) counts[this.severity.get(point) ?? 0]++;
    return counts;
  }

  alarms(slot: number): number {
    const [, , iv, iii, ii, i] = this.counts(slot);
    return iv + iii + ii + i;
  }

  worst(slot: number): number {
    return this.counts(slot).reduce((worst, count, severity) => (count > 0 ? severity : worst), 0);
  }
}
