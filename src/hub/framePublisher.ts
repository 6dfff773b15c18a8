// Turns the state table's changed slots into frames per partition, with keyframes kept for those who join or lost their place.

import { encodeFrame } from "../feeds/frame.ts";
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
  private readonly partitions: Partition[];
  /** When the canary was published that the next frame carries; 0 for none. */
  private canary = 0;
  private readonly partitionOfBuilding = new Map<number, number>();

  /** @param epoch start of this hub, s since 1970 */
  constructor(
    private readonly sceneId: string,
    private readonly nodes: NodeTable,
    private readonly state: StateTable,
    private readonly epoch: number,
    private readonly publish: Publish,
  ) {
    const { level, partition, parent } = nodes.columns;
    const leaves: number[][] = Array.from({ length: nodes.partitionCount }, () => []);
    const rollUps: number[][] = Array.from({ length: nodes.partitionCount }, () => []);
    for (let slot = 0; slot < nodes.coreCount; slot++) {
      if (parent[slot] >= nodes.coreCount) this.partitionOfBuilding.set(parent[slot], partition[slot]);
      if (level[slot] === LEVEL.point) leaves[partition[slot]].push(slot);
      else if (state.rollUp.totalOf(slot) > 0) rollUps[partition[slot]].push(slot);
    }
    for (const slot of state.rollUp.liveBuildings)
      if (state.rollUp.totalOf(slot) > 0) rollUps[this.partitionOf(slot)].push(slot);
    this.partitions = leaves.map((list, i) => ({
      leaves: Uint32Array.from(list),
      rollUps: Uint32Array.from(rollUps[i]),
      seq: 0,
      oldestIngest: 0,
      keyTime: 0,
      changed: false,
      asked: false,
      dirtyLeaves: [],
      dirtyRollUps: [],
    }));
  }

  /** Topics browsers ask on; the partition is the last level. */
  get askTopic(): string {
    return `yiwang/${this.sceneId}/ask/`;
  }

  private partitionOf(slot: number): number {
    return slot < this.nodes.coreCount ? this.nodes.columns.partition[slot] : (this.partitionOfBuilding.get(slot) ?? 0);
  }

  /** A point changed: remembers when the oldest change of its frame came in, for latency. */
  noteChange(slot: number, ingestTime: number): void {
    const own = this.partitions[this.nodes.columns.partition[slot]];
    if (own.oldestIngest === 0) own.oldestIngest = ingestTime;
    const places = this.partitions[0];
    if (places.oldestIngest === 0) places.oldestIngest = ingestTime;
  }

  /** The next frame of places takes a canary along, even when nothing else has changed. @param published ms since 1970 */
  carry(published: number): void {
    this.canary = published;
  }

  /** Someone lost their place. Unknown partitions are passed over. */
  ask(partition: string): void {
    const asked = /^\d{1,5}$/.test(partition) ? this.partitions[Number(partition)] : undefined;
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
    const partition = this.partitions[i];
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
    const { seq, oldestIngest } = this.partitions[i];
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
      const partition = this.partitions[this.partitionOf(slot)];
      if (slot < nodes.coreCount && level[slot] === LEVEL.point) partition.dirtyLeaves.push(slot);
      else partition.dirtyRollUps.push(slot);
    }
    state.clearDirty();
  }
}
