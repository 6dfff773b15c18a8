// The page's side of the live worker: opens it, pulls changed pixels once per animation frame, keeps the stores fresh.

import type { StateFilter } from "../../twin/stateFilter.ts";
import { noteHint } from "../stores/hints.ts";
import { addChanges, useLive } from "../stores/live.ts";
import { useOffline } from "../stores/offline.ts";
import { takeMovers, usePlaces } from "../stores/places.ts";
import { useReplay } from "../stores/replay.ts";
import { useSurface } from "../stores/surface.ts";
import { statePixels, type Twin, twinNow } from "../stores/twin.ts";
import type { AssetsAsked, AssetsMessage, FromWorker, ReplayCommand, SurfaceMessage, ToWorker } from "./protocol.ts";
import { sharedSnapshot } from "./share.ts";

const LATENCY_KEPT = 512;
/** A hidden tab gets no animation frames; it drains on this timer instead, ms. */
const HIDDEN_PULL_MS = 1000;

class LiveLink {
  private worker: Worker | undefined;
  private waiting = false;
  private readonly latencies = new Float64Array(LATENCY_KEPT);
  private latencyCount = 0;
  /** When the canary was published that waits for its picture; 0 for none. */
  private canary = 0;
  /** Hub clock − this clock, ms. */
  private clockOffset = 0;
  private onPixels: () => void = () => {};
  private onSurface: (surface: SurfaceMessage | null) => void = () => {};
  private onAssets: (part: AssetsMessage) => void = () => {};
  /** The surface last told, for a globe made anew. */
  private lastSurface: SurfaceMessage | null = null;

  /**
   * @param person for whom the last known values are kept on the device; null for nobody
   * @param connect false for a page that was opened without the hub: it shows what is kept until {@link connect}
   */
  async open(
    twin: Twin,
    nodesBuffer: ArrayBuffer,
    { person = null, connect = true }: { person?: string | null; connect?: boolean } = {},
  ): Promise<void> {
    this.clockOffset = twin.broker === null && connect ? await measureClockOffset() : 0;
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "yiwang-live" });
    this.worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.took(data);
    const { id, kinds, indicators, live, feeds, timeZone } = twin.built.scene;
    const scene = { id, kinds, indicators, live, feeds, timeZone, frames: twin.built.frames };
    const direct = twin.broker !== null;
    const broker = twin.broker ?? `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/mqtt`;
    const kept = { person, hash: twin.built.hash };
    this.post({ type: "open", scene, nodes: nodesBuffer, broker, direct, kept, connect }, [nodesBuffer]);
    this.tick();
    setInterval(() => document.hidden && this.pull(), HIDDEN_PULL_MS);
    // The last that is heard of a page on a tablet is that it is out of sight.
    const keepNow = (): void => this.post({ type: "keep" });
    document.addEventListener("visibilitychange", () => document.hidden && keepNow());
    addEventListener("pagehide", keepNow);
  }

  /** For whom the last known values are kept on the device from now on; null for nobody. */
  keepFor(person: string | null): void {
    this.post({ type: "keepFor", person });
  }

  /** The hub is there after all. */
  connect(): void {
    void measureClockOffset().then((offset) => {
      this.clockOffset = offset;
      this.post({ type: "connect" });
    });
  }

  /** Called whenever pixels changed; the globe asks for a frame then. */
  whenPixels(handler: () => void): void {
    this.onPixels = handler;
  }

  view(focus: number, watch: number[]): void {
    this.post({ type: "view", focus, watch });
  }

  /** The district the camera looks at from near; −1 for none. */
  near(district: number): void {
    this.post({ type: "near", district });
  }

  /** Which points are drawn from now on. */
  filter(filter: StateFilter): void {
    this.post({ type: "filter", filter });
  }

  /** Spreads a kind over the city; −1 for none. */
  surface(kind: number, extent: [number, number, number, number]): void {
    this.lastSurface = null;
    if (kind < 0) this.onSurface(null);
    this.post({ type: "surface", kind, extent });
  }

  /** Asks for a part of the list of assets; null when nobody looks any more. */
  assets(asked: AssetsAsked | null): void {
    this.post({ type: "assets", asked });
  }

  whenAssets(handler: (part: AssetsMessage) => void): void {
    this.onAssets = handler;
  }

  /** Called with the surface there is and every new one; null when none is wanted any more. */
  whenSurface(handler: (surface: SurfaceMessage | null) => void): void {
    this.onSurface = handler;
    if (this.lastSurface) handler(this.lastSurface);
  }

  /** Turns to the past, moves in it, or comes back. */
  replay(command: ReplayCommand): void {
    this.post({ type: "replay", command });
  }

  /** A picture has been drawn with all pixels taken so far: a canary among them has come to its end. */
  drawn(): void {
    if (this.canary === 0) return;
    const now = Date.now();
    // A hidden page draws nothing; how late it is says nothing of the way.
    if (!document.hidden) useLive.setState({ canary: { ms: now + this.clockOffset - this.canary, at: now } });
    this.canary = 0;
  }

  /** Ingest → state texture, ms, over the last frames: what the hub's clock and ours make of it. */
  latency(): { p50: number; p99: number; samples: number } {
    const samples = Math.min(this.latencyCount, LATENCY_KEPT);
    const sorted = Array.from(this.latencies.subarray(0, samples)).sort((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(samples - 1, Math.floor(samples * share))] ?? Number.NaN;
    return { p50: at(0.5), p99: at(0.99), samples };
  }

  private tick(): void {
    requestAnimationFrame(() => this.tick());
    this.pull();
  }

  private pull(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.post({ type: "pull" });
  }

  private post(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  private took(message: FromWorker): void {
    switch (message.type) {
      case "pixels":
        this.waiting = false;
        if (message.canary > 0) this.canary = message.canary;
        if (message.slots.length === 0) {
          // Nothing to draw: it is as far as it goes.
          this.drawn();
          return;
        }
        statePixels?.write(message.slots, message.rgba);
        if (Number.isFinite(message.oldestIngest))
          this.latencies[this.latencyCount++ % LATENCY_KEPT] = Date.now() + this.clockOffset - message.oldestIngest;
        this.onPixels();
        return;
      case "snapshot":
        useLive.setState(({ snapshot }) => ({ snapshot: sharedSnapshot(snapshot, message.snapshot) }));
        return;
      case "changes":
        addChanges(message.changes);
        return;
      case "link":
        useLive.setState(({ link, linkSince }) => ({
          link: message.link,
          linkSince: link === message.link ? linkSince : message.since,
          status: message.status,
        }));
        return;
      case "replay":
        // An answer that was on its way when somebody went back to now is too late.
        useReplay.setState(({ replay }) => ({ replay: replay && message.replay }));
        return;
      case "surface": {
        // One that was on its way when another was chosen is too late.
        const { scene } = twinNow().built;
        if (scene.kinds[message.kind]?.id !== useSurface.getState().kind) return;
        useSurface.setState({ stations: message.stations });
        this.lastSurface = message;
        this.onSurface(message);
        return;
      }
      case "assets":
        this.onAssets(message);
        return;
      case "movers":
        takeMovers(message.movers, message.whole);
        return;
      case "alerts":
        usePlaces.setState({ alerts: message.alerts });
        return;
      case "desk":
        noteHint(message.area);
        return;
      case "counters":
        useLive.setState({ counters: message.counters });
        return;
      case "restored":
        useOffline.setState({ asOf: message.at });
        return;
      case "failed":
        console.error(`live worker: ${message.reason}`);
    }
  }
}

/** Offset of the hub's clock, from the quickest of three round trips, ms; 0 when the hub does not answer. */
async function measureClockOffset(): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  let offset = 0;
  for (let i = 0; i < 3; i++) {
    try {
      const sent = Date.now();
      const { now } = (await (await fetch("/api/time", { cache: "no-store" })).json()) as { now: number };
      const trip = Date.now() - sent;
      if (trip < best) {
        best = trip;
        offset = now - (sent + trip / 2);
      }
    } catch {
      return 0;
    }
  }
  return offset;
}

export const liveLink = new LiveLink();
