// The live worker: frames in, state table kept, changed pixels and small snapshots out. Nothing of MQTT reaches the page's thread.

import { ageMsOf, type Frame } from "../../feeds/frame.ts";
import { FLAG } from "../../twin/flags.ts";
import { LEVEL } from "../../twin/level.ts";
import { NodeTable } from "../../twin/nodeTable.ts";
import { stateNodesOf } from "../../twin/rollUp.ts";
import { ATTENTION_MS, StatePainter, stateTextureSize } from "../../twin/statePixel.ts";
import { StateTable } from "../../twin/stateTable.ts";
import type { FromWorker, HubStatus, LinkState, LiveScene, SeverityChange, ToWorker } from "./protocol.ts";
import { SnapshotTaker } from "./snapshot.ts";
import { Subscription } from "./subscription.ts";

const SNAPSHOT_MS = 250;
const COUNTERS_MS = 1000;
/** Severity changes kept for the ticker between two snapshots. */
const CHANGES_KEPT = 60;

const say = (message: FromWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

/** One opened scene. */
class LiveScreen {
  private readonly nodes: NodeTable;
  private readonly state: StateTable;
  private readonly painter: StatePainter;
  private readonly pixels: Uint8Array;
  private readonly pixels32: Uint32Array;
  private readonly subscription: Subscription;
  private readonly taker: SnapshotTaker;
  private readonly fading = new Set<number>();
  private readonly before: Uint8Array;
  private changes: SeverityChange[] = [];
  private oldestIngest = Number.POSITIVE_INFINITY;
  private dataTime = Number.NaN;
  private replayTime = Number.NaN;
  private changedSlots = 0;
  private readings = 0;
  private readonly keyframesSeen = new Set<number>();
  private pendingSnapshot = false;
  private focus = 0;
  private readonly timers: ReturnType<typeof setInterval>[];

  constructor(
    private readonly scene: LiveScene,
    buffer: ArrayBuffer,
    broker: string,
  ) {
    this.nodes = NodeTable.decode(buffer);
    this.state = new StateTable(stateNodesOf(this.nodes));
    this.painter = new StatePainter(this.nodes, this.state, scene.kinds);
    const { width, height } = stateTextureSize(this.nodes.slotCount);
    this.pixels = new Uint8Array(width * height * 4);
    this.pixels32 = new Uint32Array(this.pixels.buffer);
    this.before = new Uint8Array(this.nodes.coreCount);
    this.taker = new SnapshotTaker(this.nodes, this.state, scene);
    this.subscription = new Subscription(
      `yiwang/${scene.id}`,
      broker,
      this.partitionsFor(0),
      this.state,
      this.nodes.columns.partition,
      {
        onFrame: (frame) => this.took(frame),
        onLink: (link, status) => this.linkIs(link, status),
      },
    );
    this.timers = [setInterval(() => this.snapshot(), SNAPSHOT_MS), setInterval(() => this.count(), COUNTERS_MS)];
    say({ type: "opened", slots: this.nodes.slotCount });
  }

  pull(): void {
    const now = Date.now();
    for (const slot of this.fading) if (now - this.state.risenAt[slot] > ATTENTION_MS + 1500) this.fading.delete(slot);
    const dirty = this.state.dirty;
    const slots = new Uint32Array(dirty.length + this.fading.size);
    slots.set(dirty);
    let count = dirty.length;
    for (const slot of this.fading) slots[count++] = slot;
    const rgba = new Uint32Array(slots.length);
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      this.painter.paint(this.pixels, slot, now);
      rgba[i] = this.pixels32[slot];
      if (now - this.state.risenAt[slot] < ATTENTION_MS) this.fading.add(slot);
    }
    this.changedSlots += dirty.length;
    this.state.clearDirty();
    const oldestIngest = this.oldestIngest;
    this.oldestIngest = Number.POSITIVE_INFINITY;
    say({ type: "pixels", slots, rgba, oldestIngest }, [slots.buffer, rgba.buffer]);
  }

  view(focus: number, watch: number[]): void {
    if (focus !== this.focus) this.subscription.take(this.partitionsFor(focus));
    this.focus = focus;
    this.taker.view(focus, watch);
    this.pendingSnapshot = true;
    this.snapshot();
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.subscription.close();
  }

  /** A small city is taken whole; of a large one only the roll-up and the focused district. */
  private partitionsFor(focus: number): number[] {
    const { partitionCount, columns } = this.nodes;
    const all = Array.from({ length: partitionCount }, (_, partition) => partition);
    if (this.state.points.length <= this.scene.live.subscribeAllBelow) return all;
    let district = focus < this.nodes.coreCount ? columns.partition[focus] : 0;
    if (district === 0)
      for (const slot of this.nodes.pathTo(focus))
        if (columns.level[slot] === LEVEL.district) district = columns.partition[columns.assetStart[slot]] ?? 0;
    return district > 0 ? [0, district] : [0];
  }

  private took(frame: Frame): void {
    this.readings += frame.slot.length;
    this.pendingSnapshot = true;
    if (frame.kind === "delta") this.oldestIngest = Math.min(this.oldestIngest, frame.oldestIngest);
    // The first keyframe of a partition says how things are, not that they have just changed.
    const news = this.keyframesSeen.has(frame.partition);
    if (frame.kind === "key") this.keyframesSeen.add(frame.partition);
    for (let i = 0; i < frame.slot.length; i++) {
      const slot = frame.slot[i];
      if (slot >= this.before.length) continue;
      const time = frame.hubTime - ageMsOf(frame.age[i]);
      if (frame.flags[i] & FLAG.replayed) {
        if (!(time <= this.replayTime)) this.replayTime = time;
      } else if (!(time <= this.dataTime)) this.dataTime = time;
      const from = this.before[slot];
      const to = frame.severity[i];
      if (from === to) continue;
      this.before[slot] = to;
      if (news && (from > 1 || to > 1) && this.changes.length < CHANGES_KEPT)
        this.changes.push({ slot, from, to, value: frame.value[i], flags: frame.flags[i], time });
    }
  }

  private snapshot(): void {
    if (!this.pendingSnapshot) return;
    this.pendingSnapshot = false;
    say({ type: "snapshot", snapshot: this.taker.take(this.dataTime, this.replayTime) });
    if (this.changes.length > 0) say({ type: "changes", changes: this.changes });
    this.changes = [];
  }

  private linkIs(link: LinkState, status: HubStatus | null): void {
    say({ type: "link", link, since: Date.now(), status });
  }

  private count(): void {
    const { points, severity, flags } = this.state;
    const bySeverity = [0, 0, 0, 0, 0, 0];
    let stale = 0;
    let withState = 0;
    for (const slot of points) {
      bySeverity[severity[slot]]++;
      if (flags[slot] & FLAG.stale) stale++;
      if (this.state.hasState(slot)) withState++;
    }
    const { changedSlots, readings } = this;
    say({
      type: "counters",
      counters: { ...this.subscription.counters, readings, changedSlots, stale, withState, bySeverity },
    });
  }
}

let screen: LiveScreen | undefined;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  try {
    switch (data.type) {
      case "open":
        screen?.close();
        screen = new LiveScreen(data.scene, data.nodes, data.broker);
        break;
      case "pull":
        screen?.pull();
        break;
      case "view":
        screen?.view(data.focus, data.watch);
        break;
      case "close":
        screen?.close();
        screen = undefined;
        break;
    }
  } catch (error) {
    say({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
  }
};
