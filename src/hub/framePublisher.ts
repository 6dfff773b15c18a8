// Turns the state table's changed slots into frames per partition and data grade, with keyframes kept for those who join or lost their place.

import { encodeFrame } from "../feeds/frame.ts";
import type { FrameLayout } from "../twin/access/frames.ts";
import { LEVEL } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import type { StateTable } from "../twin/stateTable.ts";

/** A changed partition's keyframe is renewed this often, ms. */
const KEY_EVERY_MS = 10_000;
/** An asked-for keyframe comes at most this often, ms. */
const ASK_EVERY_MS = 1000;

export type Publish = (topic: string, payload: Uint8Array, retain: boolean) => void;

interface Partition {
  /** Slots that can have state: points, and nodes or buildings with points below. */
  leaves: Uint32Array;
  rollUps: Uint32Array;
  seq: number;
  oldestIngest: number;
  keyTime: number;
  /** Has changed since its keyframe. */
  changed: boolean;
  asked: boolean;
  dirtyLeaves: number[];
  dirtyRollUps: number[];
}

export class FramePublisher {
  readonly tally = { frames: 0, keys: 0, bytes: 0, slots: 0 };
  /** By frame number (twin/access/frames.ts). */
  private readonly partitions: Map<number, Partition>;
  /** When the canary was published that the next frame carries; 0 for none. */
  private canary = 0;

  /** @param epoch start of this hub, s since 1970 */
  constructor(
    private readonly sceneId: string,
    private readonly nodes: NodeTable,
    private readonly layout: FrameLayout,
    private readonly state: StateTable,
    private readonly epoch: number,
    private readonly publish: Publish,
  ) {
    const { level } = nodes.columns;
    const empty = (): Map<number, number[]> => new Map(layout.frames.map((frame) => [frame, []]));
    const leaves = empty();
    const rollUps = empty();
    for (let slot = 0; slot < nodes.coreCount; slot++) {
      if (level[slot] === LEVEL.point) leaves.get(layout.of(slot))?.push(slot);
      else if (state.rollUp.totalOf(slot) > 0) rollUps.get(layout.of(slot))?.push(slot);
    }
    for (const slot of state.rollUp.liveBuildings)
      if (state.rollUp.totalOf(slot) > 0) rollUps.get(layout.of(slot))?.push(slot);
    this.partitions = new Map(
      layout.frames.map((frame) => [
        frame,
        {
          leaves: Uint32Array.from(leaves.get(frame) ?? []),
          rollUps: Uint32Array.from(rollUps.get(frame) ?? []),
          seq: 0,
          oldestIngest: 0,
          keyTime: 0,
          changed: false,
          asked: false,
          dirtyLeaves: [],
          dirtyRollUps: [],
        },
      ]),
    );
  }

  /** Topics browsers ask on; the partition is the last level. */
  get askTopic(): string {
    return `yiwang/${this.sceneId}/ask/`;
  }

  /** The layout has a frame for every slot. */
  private partition(frame: number): Partition {
    return this.partitions.get(frame) as Partition;
  }

  /** A point changed: remembers when the oldest change of its frame came in, for latency. */
  noteChange(slot: number, ingestTime: number): void {
    const own = this.partition(this.layout.of(slot));
    if (own.oldestIngest === 0) own.oldestIngest = ingestTime;
    const places = this.partition(0);
    if (places.oldestIngest === 0) places.oldestIngest = ingestTime;
  }

  /** The next frame of places takes a canary along, even when nothing else has changed. @param published ms since 1970 */
  carry(published: number): void {
    this.canary = published;
  }

  /** Someone lost their place. Unknown partitions are passed over. */
  ask(partition: string): void {
    const asked = /^\d{1,5}$/.test(partition) ? this.partitions.get(Number(partition)) : undefined;
    if (asked) asked.asked = true;
  }

  /** Publishes a delta for every partition that changed, and the keyframes that are due. @param now ms since 1970 */
  tick(now: number): void {
    this.sortDirty();
    this.partitions.forEach((partition, i) => {
      const carries = i === 0 && this.canary > 0;
      if (carries || partition.dirtyLeaves.length + partition.dirtyRollUps.length > 0) {
        partition.seq++;
        this.send("delta", i, now, partition.dirtyLeaves, partition.dirtyRollUps);
        partition.dirtyLeaves.length = 0;
        partition.dirtyRollUps.length = 0;
        partition.oldestIngest = 0;
        partition.changed = true;
      }
      const since = now - partition.keyTime;
      if ((partition.asked && since >= ASK_EVERY_MS) || (partition.changed && since >= KEY_EVERY_MS)) this.key(i, now);
    });
  }

  /** Publishes every keyframe: at the start, and when the broker is back. Changes not yet sent are in them, so they are dropped. */
  allKeys(now: number): void {
    this.state.clearDirty();
    this.partitions.forEach((partition, i) => {
      partition.seq++;
      partition.oldestIngest = 0;
      this.key(i, now);
    });
  }

  private key(i: number, now: number): void {
    const partition = this.partition(i);
    const leaves = partition.leaves.filter((slot) => this.state.hasState(slot));
    this.send("key", i, now, leaves, partition.rollUps);
    partition.keyTime = now;
    partition.changed = false;
    partition.asked = false;
  }

  private send(
    kind: "delta" | "key",
    i: number,
    now: number,
    leaves: ArrayLike<number>,
    rollUps: ArrayLike<number>,
  ): void {
    const { seq, oldestIngest } = this.partition(i);
    const canary = kind === "delta" && i === 0 ? this.canary : 0;
    if (canary > 0) this.canary = 0;
    const header = {
      kind,
      partition: i,
      epoch: this.epoch,
      seq,
      hubTime: now,
      oldestIngest: oldestIngest || now,
      canary,
    };
    const bytes = encodeFrame(header, this.state, leaves, rollUps);
    this.tally.bytes += bytes.length;
    this.tally.slots += leaves.length + rollUps.length;
    if (kind === "key") this.tally.keys++;
    else this.tally.frames++;
    this.publish(`yiwang/${this.sceneId}/${kind === "key" ? "key" : "frame"}/${i}`, bytes, kind === "key");
  }

  private sortDirty(): void {
    const { state, nodes } = this;
    const { level } = nodes.columns;
    for (const slot of state.dirty) {
      const partition = this.partition(this.layout.of(slot));
      if (slot < nodes.coreCount && level[slot] === LEVEL.point) partition.dirtyLeaves.push(slot);
      else partition.dirtyRollUps.push(slot);
    }
    state.clearDirty();
  }
}
