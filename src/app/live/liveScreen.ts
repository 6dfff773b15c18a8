// One opened scene in the live worker: frames in, state table kept, changed pixels and small snapshots out.

import { ageMsOf, type Frame } from "../../feeds/frame.ts";
import type { CapAlert } from "../../twin/alerts.ts";
import { FLAG } from "../../twin/flags.ts";
import type { Mover } from "../../twin/movers.ts";
import { NodeTable } from "../../twin/nodeTable.ts";
import { NO_FILTER, type StateFilter } from "../../twin/stateFilter.ts";
import { AssetTeller } from "./assets.ts";
import { Interest } from "./interest.ts";
import { Keeper } from "./keeper.ts";
import type { AssetsAsked, AssetsMessage, HubStatus, LinkState, LiveScene, ReplayCommand } from "./protocol.ts";
import { type FetchHistory, Replay } from "./replay.ts";
import { say } from "./say.ts";
import { Shown } from "./shown.ts";
import { type LiveSource, noCounters } from "./source.ts";
import { Subscription } from "./subscription.ts";
import { SurfaceTeller } from "./surface.ts";

/** What panels show is told this often, ms: with the ticks of ages they stay below four renders a second. */
const SNAPSHOT_MS = 280;
const COUNTERS_MS = 1000;
/** A surface is computed anew this often, ms. */
const SURFACE_MS = 1000;
/** Values of the list of assets are told this often, ms. */
const ASSETS_MS = 1000;
/** A replay tells where it is this often, ms. */
const REPLAY_MS = 250;
/** Values that came since are kept this often, ms. */
const KEEP_MS = 30_000;

/** One opened scene. */
export class LiveScreen {
  private readonly nodes: NodeTable;
  private readonly interest: Interest;
  private readonly live: Shown;
  private replay: Replay | undefined;
  private source: LiveSource | undefined;
  private closed = false;
  private oldestIngest = Number.POSITIVE_INFINITY;
  /** When the canary was published that came last and has not been handed on; 0 for none. */
  private canary = 0;
  private dataTime = Number.NaN;
  private replayTime = Number.NaN;
  private readings = 0;
  private readonly keyframesSeen = new Set<number>();
  private pendingSnapshot = false;
  private focus = 0;
  private near = -1;
  private watch: number[] = [];
  private readonly surface: SurfaceTeller;
  private filtered: StateFilter = NO_FILTER;
  private readonly assets: AssetTeller;
  /** Something has changed since the assets were last told. */
  private assetsDue = false;
  private readonly timers: ReturnType<typeof setInterval>[];
  readonly keeper: Keeper;

  constructor(
    private readonly scene: LiveScene,
    buffer: ArrayBuffer,
    private readonly broker: string,
    private readonly direct: boolean,
    kept: { person: string | null; hash: string },
    connect: boolean,
  ) {
    this.nodes = NodeTable.decode(buffer);
    this.interest = new Interest(this.nodes, scene);
    this.live = new Shown(this.nodes, scene);
    this.assets = new AssetTeller(this.nodes, scene);
    this.surface = new SurfaceTeller(this.nodes, scene);
    this.keeper = new Keeper(kept.person, kept.hash, this.live.state);
    if (connect) this.connect();
    else void this.restore();
    this.timers = [
      setInterval(() => this.keeper.now(this.readings, KEEP_MS), KEEP_MS / 3),
      setInterval(() => this.snapshot(), SNAPSHOT_MS),
      setInterval(() => this.count(), COUNTERS_MS),
      setInterval(() => this.tellReplay(), REPLAY_MS),
      setInterval(() => this.tellSurface(), SURFACE_MS),
      setInterval(() => this.tellAssets(), ASSETS_MS),
    ];
    say({ type: "opened", slots: this.nodes.slotCount });
  }

  connect(): void {
    if (this.source) return;
    this.openSource().catch((error: Error) => say({ type: "failed", reason: error.message }));
  }

  /** Keeps the values now. */
  keep(): void {
    this.keeper.now(this.readings, 0);
  }

  /** Shows what is kept, each value stale and with its own time. */
  private async restore(): Promise<void> {
    const restored = await this.keeper.restore();
    if (this.closed || !restored) return;
    const { at, dataTime, replayTime } = restored;
    Object.assign(this, { dataTime, replayTime });
    say({ type: "restored", at });
    if (!this.source) say({ type: "link", link: "lost", since: at, status: null });
    this.pendingSnapshot = true;
    this.snapshot();
  }

  private async openSource(): Promise<void> {
    const { scene, nodes, live, broker, direct } = this;
    const common = {
      onLink: (link: LinkState, status: HubStatus | null) => this.linkIs(link, status),
      onMovers: (movers: Mover[], whole: boolean) => say({ type: "movers", movers, whole }),
      onAlerts: (alerts: CapAlert[]) => say({ type: "alerts", alerts }),
    };
    if (direct) {
      // The decoders of all conventions; where there is a hub, nobody fetches them.
      const { DirectSource } = await import("./direct.ts");
      if (this.closed) return;
      const onChanged = (slot: number, time: number): void => this.changed(slot, time);
      this.source = new DirectSource(broker, scene, nodes, live.state, { ...common, onChanged });
    } else
      this.source = new Subscription(
        `yiwang/${scene.id}`,
        broker,
        this.partitions(),
        live.state,
        this.interest.layout.ofCore,
        {
          ...common,
          onFrame: (frame) => this.took(frame),
          onDesk: (area) => say({ type: "desk", area }),
        },
      );
  }

  /** A point's state changed by a raw message. */
  private changed(slot: number, ingestTime: number): void {
    const { severity, value, flags, sourceTime } = this.live.state;
    this.readings++;
    this.pendingSnapshot = true;
    this.oldestIngest = Math.min(this.oldestIngest, ingestTime);
    this.noteTime(sourceTime[slot], flags[slot]);
    this.live.note(slot, severity[slot], value[slot], flags[slot], sourceTime[slot], true);
  }

  private noteTime(time: number, flags: number): void {
    if (flags & FLAG.replayed) {
      if (!(time <= this.replayTime)) this.replayTime = time;
    } else if (!(time <= this.dataTime)) this.dataTime = time;
  }

  /** What is on screen: the past while it is replayed. */
  private get shown(): Shown {
    return this.replay?.shown ?? this.live;
  }

  pull(): void {
    this.replay?.tick(Date.now());
    const { slots, rgba } = this.shown.pull(Date.now());
    const oldestIngest = this.replay ? Number.POSITIVE_INFINITY : this.oldestIngest;
    const { canary } = this;
    this.oldestIngest = Number.POSITIVE_INFINITY;
    this.canary = 0;
    say({ type: "pixels", slots, rgba, oldestIngest, canary }, [slots.buffer, rgba.buffer]);
  }

  view(focus: number, watch: number[]): void {
    if (focus !== this.focus) {
      this.focus = focus;
      this.source?.take(this.partitions());
    }
    this.watch = watch;
    this.shown.taker.view(focus, watch);
    this.pendingSnapshot = true;
    this.snapshot();
  }

  look(district: number): void {
    if (district === this.near) return;
    this.near = district;
    this.source?.take(this.partitions());
  }

  spread(kind: number, extent: [number, number, number, number]): void {
    this.surface.spread(kind, extent);
    this.tellSurface();
  }

  private tellSurface(): void {
    const message = this.surface.tell(this.shown.state);
    if (message) say(message, [message.bytes.buffer]);
  }

  filter(filter: StateFilter): void {
    this.filtered = filter;
    this.shown.filter(filter);
    this.assets.forget();
    this.pendingSnapshot = true;
  }

  listAssets(asked: AssetsAsked | null): void {
    sayAssets(this.assets.ask(asked, this.shown));
  }

  private tellAssets(): void {
    if (!this.assetsDue) return;
    this.assetsDue = false;
    sayAssets(this.assets.tell(this.shown, Date.now()));
  }

  async turn(command: ReplayCommand): Promise<void> {
    if (command.do === "live") {
      this.replay?.close();
      this.replay = undefined;
      this.live.repaint();
      say({ type: "replay", replay: null });
    } else if (command.do === "seek") {
      this.replay ??= new Replay(this.nodes, this.scene, askHistory);
      const { replay } = this;
      replay.seek(command.at).then(() => this.replay === replay && this.turned());
      this.tellReplay();
      return;
    } else if (command.do === "play") this.replay?.play(command.speed);
    else this.replay?.pause();
    this.turned();
  }

  /** Another table is on screen: it takes up what the panels show. */
  private turned(): void {
    this.shown.taker.view(this.focus, this.watch);
    this.shown.filter(this.filtered);
    this.shown.takeChanges();
    this.assets.forget();
    this.pendingSnapshot = true;
    this.snapshot();
    this.tellReplay();
  }

  private tellReplay(): void {
    if (!this.replay) return;
    this.pendingSnapshot = true;
    say({ type: "replay", replay: this.replay.status });
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.closed = true;
    this.replay?.close();
    this.source?.close();
  }

  private partitions(): number[] {
    return this.interest.frames(this.focus, this.near, this.live.state.points.length);
  }

  private took(frame: Frame): void {
    this.readings += frame.slot.length;
    this.pendingSnapshot = true;
    if (frame.canary) this.canary = frame.canary;
    if (frame.kind === "delta") this.oldestIngest = Math.min(this.oldestIngest, frame.oldestIngest);
    // The first keyframe of a partition says how things are, not that they have just changed.
    const news = this.keyframesSeen.has(frame.partition);
    if (frame.kind === "key") this.keyframesSeen.add(frame.partition);
    for (let i = 0; i < frame.slot.length; i++) {
      const slot = frame.slot[i];
      if (slot >= this.nodes.coreCount) continue;
      const time = frame.hubTime - ageMsOf(frame.age[i]);
      this.noteTime(time, frame.flags[i]);
      this.live.note(slot, frame.severity[i], frame.value[i], frame.flags[i], time, news);
    }
  }

  private snapshot(): void {
    if (!this.pendingSnapshot) return;
    this.pendingSnapshot = false;
    this.assetsDue = true;
    const { replay, shown } = this;
    const [dataTime, replayTime] = replay ? [Number.NaN, replay.status.at] : [this.dataTime, this.replayTime];
    say({ type: "snapshot", snapshot: shown.taker.take(dataTime, replayTime) });
    const changes = shown.takeChanges();
    if (changes.length > 0) say({ type: "changes", changes });
    // What happens now is not news of the past.
    if (replay) this.live.takeChanges();
  }

  private linkIs(link: LinkState, status: HubStatus | null): void {
    say({ type: "link", link, since: Date.now(), status });
  }

  private count(): void {
    const { points, severity, flags } = this.shown.state;
    const bySeverity = [0, 0, 0, 0, 0, 0];
    let stale = 0;
    let withState = 0;
    for (const slot of points) {
      bySeverity[severity[slot]]++;
      if (flags[slot] & FLAG.stale) stale++;
      if (this.shown.state.hasState(slot)) withState++;
    }
    const { readings } = this;
    const { changedSlots } = this.shown;
    say({
      type: "counters",
      counters: { ...(this.source?.counters ?? noCounters()), readings, changedSlots, stale, withState, bySeverity },
    });
  }
}

function sayAssets(message: AssetsMessage | undefined): void {
  if (message)
    say(
      message,
      Object.values(message.rows).map(({ buffer }) => buffer as ArrayBuffer),
    );
}

/** Asks the hub's history, whose refusals are for people. */
const askHistory: FetchHistory = async (path, signal) => {
  const response = await fetch(`/api/history/${path}`, { signal, cache: "no-store" });
  if (response.ok) return response.arrayBuffer();
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  throw new Error(error ?? `${response.status} ${response.statusText}`);
};
