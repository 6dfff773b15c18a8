// A state table as the page shows it: its changed pixels, its snapshots, what changed severity. Live and replayed state each have one.

import type { NodeTable } from "../../twin/nodeTable.ts";
import { stateNodesOf } from "../../twin/rollUp.ts";
import { compileFilter, type StateFilter } from "../../twin/stateFilter.ts";
import { ATTENTION_MS, StatePainter, stateTextureSize } from "../../twin/statePixel.ts";
import { StateTable } from "../../twin/stateTable.ts";
import type { LiveScene, SeverityChange } from "./protocol.ts";
import { SnapshotTaker } from "./snapshot.ts";

/** Severity changes kept for the ticker between two snapshots. */
const CHANGES_KEPT = 60;
/** Slots that glow are painted on until their glow has gone for this long, ms. */
const FADED_MS = ATTENTION_MS + 1500;

export class Shown {
  readonly state: StateTable;
  readonly taker: SnapshotTaker;
  /** Slots whose pixels were handed out because they had changed. */
  changedSlots = 0;
  private readonly painter: StatePainter;
  private readonly pixels: Uint8Array;
  private readonly pixels32: Uint32Array;
  private readonly fading = new Set<number>();
  private readonly before: Uint8Array;
  private changes: SeverityChange[] = [];
  private whole = false;

  constructor(
    private readonly nodes: NodeTable,
    private readonly scene: LiveScene,
  ) {
    this.state = new StateTable(stateNodesOf(nodes));
    this.painter = new StatePainter(nodes, this.state, scene.kinds);
    const { width, height } = stateTextureSize(nodes.slotCount);
    this.pixels = new Uint8Array(width * height * 4);
    this.pixels32 = new Uint32Array(this.pixels.buffer);
    this.before = new Uint8Array(nodes.coreCount);
    this.taker = new SnapshotTaker(nodes, this.state, scene);
  }

  /** Draws only what passes, from the next pixels on. */
  filter(filter: StateFilter): void {
    const passes = compileFilter(filter, this.nodes, this.state, this.scene.kinds);
    this.painter.passes = passes;
    this.taker.passes = passes;
    this.whole = true;
  }

  /** The next pixels are of all slots: another table was shown before. */
  repaint(): void {
    this.whole = true;
  }

  /** Pixels that changed since the last ones, and those that glow. @param now ms since 1970 */
  pull(now: number): { slots: Uint32Array; rgba: Uint32Array } {
    const { state, fading } = this;
    for (const slot of fading) if (now - state.risenAt[slot] > FADED_MS) fading.delete(slot);
    const slots = this.whole ? allSlots(this.nodes.slotCount) : this.changed();
    this.whole = false;
    const rgba = new Uint32Array(slots.length);
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      this.painter.paint(this.pixels, slot, now);
      rgba[i] = this.pixels32[slot];
      if (now - state.risenAt[slot] < ATTENTION_MS) fading.add(slot);
    }
    this.changedSlots += state.dirty.length;
    state.clearDirty();
    return { slots, rgba };
  }

  private changed(): Uint32Array {
    const { dirty } = this.state;
    const slots = new Uint32Array(dirty.length + this.fading.size);
    slots.set(dirty);
    let count = dirty.length;
    for (const slot of this.fading) slots[count++] = slot;
    return slots;
  }

  /**
   * Notes a point's severity; a change is told with the next changes.
   * @param news false for what only says how things are @param time source time, ms
   */
  note(slot: number, severity: number, value: number, flags: number, time: number, news: boolean): void {
    if (slot >= this.before.length) return;
    const from = this.before[slot];
    if (from === severity) return;
    this.before[slot] = severity;
    if (news && (from > 1 || severity > 1) && this.changes.length < CHANGES_KEPT)
      this.changes.push({ slot, from, to: severity, value, flags, time });
  }

  /** Changes of severity since the last call. */
  takeChanges(): SeverityChange[] {
    const { changes } = this;
    this.changes = [];
    return changes;
  }
}

const allSlots = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, slot) => slot);
