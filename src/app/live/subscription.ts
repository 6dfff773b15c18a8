// The worker's side of the broker: subscribes to frames, keeps every partition in sequence, reports whether the link is live.

import type { MqttClient } from "mqtt";
import { applyFrame, decodeFrame, type Frame, outdateMissing } from "../../feeds/frame.ts";
import { FrameSequence } from "../../feeds/frameSequence.ts";
import type { CapAlert } from "../../twin/alerts.ts";
import { type Mover, unpackMover } from "../../twin/movers.ts";
import type { StateTable } from "../../twin/stateTable.ts";
import type { HubStatus, LinkState } from "./protocol.ts";
import { connectBroker, FIRST_RETRY_MS, type LiveSource, noCounters, retryMs } from "./source.ts";

/** Without any message for this long the link counts as lost (the hub says something every 2 s), ms. */
const SILENCE_MS = 5000;
/** A partition in a gap asks again after this long, ms. */
const ASK_AGAIN_MS = 2000;

export interface SubscriptionHandlers {
  onFrame(frame: Frame): void;
  onLink(link: LinkState, status: HubStatus | null): void;
  /** @param whole whether these are all there are */
  onMovers(movers: Mover[], whole: boolean): void;
  onAlerts(alerts: CapAlert[]): void;
  /** Something on somebody's desk has changed: in which area, such as alarms. */
  onDesk(area: string): void;
}

/** One connection to the hub's frames. */
export class Subscription implements LiveSource {
  readonly counters = noCounters();
  private readonly client: MqttClient;
  private readonly sequences = new Map<number, { sequence: FrameSequence; askedAt: number }>();
  private status: HubStatus | null = null;
  private toldStatus: HubStatus | null = null;
  private lastMessage = 0;
  private link: LinkState = "connecting";
  private retries = 0;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly root: string,
    broker: string,
    private partitions: readonly number[],
    private readonly state: StateTable,
    private readonly partitionOf: Uint16Array,
    private readonly handlers: SubscriptionHandlers,
  ) {
    this.client = connectBroker(broker);
    this.client.on("connect", () => this.connected());
    this.client.on("message", (topic, payload) => this.message(topic, payload));
    this.client.on("close", () => {
      this.retries++;
      this.client.options.reconnectPeriod = retryMs(this.retries);
      this.review();
    });
    this.client.on("error", () => this.review());
    this.timer = setInterval(() => this.review(), 500);
  }

  /** Changes which partitions are taken. */
  take(partitions: readonly number[]): void {
    const gone = this.partitions.filter((partition) => !partitions.includes(partition));
    const come = partitions.filter((partition) => !this.partitions.includes(partition));
    this.partitions = partitions;
    // What is not taken any more keeps its last values, but not as live.
    for (const partition of gone)
      outdateMissing({ partition, slot: new Uint32Array(), hubTime: Date.now() }, this.state, this.partitionOf);
    if (!this.client.connected) return;
    for (const partition of gone) {
      this.client.unsubscribe(this.topicsOf(partition));
      this.sequences.delete(partition);
    }
    if (come.length > 0) this.subscribe(come);
  }

  close(): void {
    clearInterval(this.timer);
    this.client.end(true);
  }

  /**
   * Takes partitions and asks for their keyframes: the kept ones may be ten seconds old, and what changed since is known to
   * be missing only when the next change comes.
   */
  private subscribe(partitions: readonly number[]): void {
    this.client.subscribe(
      partitions.flatMap((partition) => this.topicsOf(partition)),
      (error) => {
        if (error || !this.client.connected) return;
        for (const partition of partitions) this.client.publish(`${this.root}/ask/${partition}`, "");
      },
    );
  }

  private topicsOf(partition: number): string[] {
    return [`${this.root}/key/${partition}`, `${this.root}/frame/${partition}`];
  }

  private connected(): void {
    if (this.retries > 0) this.counters.reconnects++;
    this.retries = 0;
    this.lastMessage = Date.now();
    this.client.options.reconnectPeriod = FIRST_RETRY_MS;
    for (const { sequence } of this.sequences.values()) sequence.recovering = true;
    const places = ["movers/all", "movers/moved", "alerts"].map((topic) => `${this.root}/${topic}`);
    this.client.subscribe([`${this.root}/status`, ...places]);
    // Each by itself: what a person may not hear is refused, and the rest is heard all the same.
    for (const topic of ["desk/alarms/#", "desk/cases/#", "desk/ops-mode"])
      this.client.subscribe(`${this.root}/${topic}`);
    this.subscribe(this.partitions);
    this.review();
  }

  private message(topic: string, payload: Uint8Array): void {
    this.lastMessage = Date.now();
    this.counters.messages++;
    if (topic === `${this.root}/status`) {
      try {
        this.status = JSON.parse(new TextDecoder().decode(payload)) as HubStatus;
      } catch {
        this.counters.badFrames++;
      }
      this.review();
      return;
    }
    if (topic.startsWith(`${this.root}/desk/`)) {
      this.handlers.onDesk(topic.slice(this.root.length + "/desk/".length).split("/")[0]);
      return;
    }
    if (topic.startsWith(`${this.root}/movers/`) || topic === `${this.root}/alerts`) {
      this.places(topic, payload);
      return;
    }
    let frame: Frame;
    try {
      frame = decodeFrame(payload);
    } catch {
      this.counters.badFrames++;
      return;
    }
    this.frame(frame);
  }

  private places(topic: string, payload: Uint8Array): void {
    try {
      const list = JSON.parse(new TextDecoder().decode(payload)) as unknown;
      if (!Array.isArray(list)) throw new Error("no list");
      if (topic.endsWith("/alerts")) this.handlers.onAlerts(list as CapAlert[]);
      else
        this.handlers.onMovers(
          list.flatMap((packed) => unpackMover(packed) ?? []),
          topic.endsWith("/all"),
        );
    } catch {
      this.counters.badFrames++;
    }
  }

  private frame(frame: Frame): void {
    let entry = this.sequences.get(frame.partition);
    if (!entry) {
      entry = { sequence: new FrameSequence(), askedAt: 0 };
      this.sequences.set(frame.partition, entry);
    }
    const wasRecovering = entry.sequence.recovering;
    const verdict = entry.sequence.next(frame);
    if (verdict === "gap") {
      if (!wasRecovering) this.counters.gaps++;
      this.ask(frame.partition, entry);
    }
    if (verdict === "apply") {
      if (frame.kind === "key") this.counters.keyframes++;
      else this.counters.frames++;
      applyFrame(frame, this.state);
      if (entry.sequence.newEpoch) outdateMissing(frame, this.state, this.partitionOf);
      this.handlers.onFrame(frame);
    }
    if (wasRecovering !== entry.sequence.recovering) this.review();
  }

  private ask(partition: number, entry: { askedAt: number }): void {
    const now = Date.now();
    if (now - entry.askedAt < ASK_AGAIN_MS || !this.client.connected) return;
    entry.askedAt = now;
    this.client.publish(`${this.root}/ask/${partition}`, "");
  }

  /** Works out the link's state anew and tells it when it changed. */
  private review(): void {
    const silent = Date.now() - this.lastMessage > SILENCE_MS;
    const everLive = this.lastMessage > 0;
    let link: LinkState = "live";
    if (!this.client.connected || silent || this.status?.online === false) link = everLive ? "lost" : "connecting";
    else if (!this.status) link = "connecting";
    else if (this.status.sourceBroker === "lost") link = "source-lost";
    else
      for (const partition of this.partitions) {
        const entry = this.sequences.get(partition);
        if (entry?.sequence.recovering) {
          link = "recovering";
          this.ask(partition, entry);
        }
      }
    if (link === this.link && this.status === this.toldStatus) return;
    this.link = link;
    this.toldStatus = this.status;
    this.handlers.onLink(link, this.status);
  }
}
