// What the hub says of itself: the status topic and the answers of the API.

import type { IntervalHistogram } from "node:perf_hooks";
import type { Ingest } from "../feeds/ingest.ts";
import type { StateTable } from "../twin/stateTable.ts";
import type { EmbeddedBroker } from "./broker.ts";
import type { BrokerLosses } from "./brokerLosses.ts";
import type { BuiltScene } from "./builtScene.ts";
import type { Canary } from "./canary.ts";
import type { FramePublisher } from "./framePublisher.ts";
import type { History } from "./history/history.ts";
import type { ApiAnswers } from "./http.ts";
import type { RecentSamples, Sample } from "./recent.ts";
import type { Source } from "./source.ts";

export interface HubParts {
  built: BuiltScene;
  state: StateTable;
  ingest: Ingest;
  frames: FramePublisher;
  source: Source;
  canary: Canary;
  losses: BrokerLosses;
  broker: EmbeddedBroker | undefined;
  recent: RecentSamples;
  history: History | undefined;
  loop: IntervalHistogram;
  startedAt: number;
  epoch: number;
}

/** The status topic's payload (docs/frame.md). Times in ms since 1970. */
export interface HubStatus {
  online: true;
  epoch: number;
  hubTime: number;
  dataTime: number | null;
  sourceBroker: "connected" | "lost";
  feeds: {
    id: string;
    origin: string;
    messages: number;
    readings: number;
    errors: number;
    lastMessageTime: number | null;
    silentForMs: number | null;
  }[];
  unmapped: number;
  /** Messages the broker says it dropped since this hub has listened; null when it tells none. */
  brokerDropped: number | null;
  points: number;
  stale: number;
}

export class HubReport implements ApiAnswers {
  constructor(private readonly parts: HubParts) {}

  status(now: number): HubStatus {
    const { ingest, state, epoch } = this.parts;
    return {
      online: true,
      epoch,
      hubTime: now,
      dataTime: ingest.dataTime,
      sourceBroker: this.broker,
      feeds: ingest.counters.map(({ id, origin, messages, readings, errors, lastMessageTime }) => ({
        id,
        origin,
        messages,
        readings,
        errors,
        lastMessageTime,
        silentForMs: lastMessageTime === null ? null : now - lastMessageTime,
      })),
      unmapped: ingest.unmapped.size,
      brokerDropped: this.parts.losses.count,
      points: state.points.length,
      stale: state.staleCount[0] ?? 0,
    };
  }

  recent(
    { slot, code }: { slot?: number; code?: string },
    sees: (slot: number) => boolean,
  ): { slot: number; code: string; samples: Sample[] } | undefined {
    const { built, state, recent } = this.parts;
    const at = code === undefined ? (slot ?? -1) : built.nodes.slotOf(code);
    if (!state.isPoint(at) || !sees(at)) return undefined;
    return { slot: at, code: built.nodes.columns.code[at], samples: recent.of(at) };
  }

  unmapped(): unknown {
    const { unmapped } = this.parts.ingest;
    return { dropped: unmapped.dropped, topics: unmapped.list() };
  }

  feeds(): unknown {
    const { ingest, built } = this.parts;
    return ingest.counters.map((counters, i) => ({
      ...counters,
      /** Least delay between source time and arrival over some minutes: what its clock is off by, and its way. */
      skewMs: Number.isNaN(ingest.skewMs(i)) ? null : Math.round(ingest.skewMs(i)),
      name: ingest.feeds[i].name,
      convention: ingest.feeds[i].convention,
      topic: ingest.feeds[i].topic,
      /** Made from the list of unknown topics, not in the manifest. */
      added: !built.scene.feeds.includes(ingest.feeds[i]),
      faults: ingest.faults[i].list(),
    }));
  }

  time(): unknown {
    const { ingest, built, epoch } = this.parts;
    return { now: Date.now(), dataTime: ingest.dataTime, timeZone: built.scene.timeZone, epoch };
  }

  diagnostics(): unknown {
    const { state, ingest, frames, source, canary, broker, loop, startedAt, recent, history } = this.parts;
    const memory = process.memoryUsage();
    return {
      upForMs: Date.now() - startedAt,
      messages: ingest.messages,
      state: state.tally,
      points: state.points.length,
      stale: state.staleCount[0] ?? 0,
      counts: [...state.counts.subarray(0, 7)],
      frames: frames.tally,
      samplesPerPoint: recent.depth,
      history: history ? { kind: history.kind, ...history.tally } : null,
      movers: ingest.movers.size,
      alerts: ingest.alerts.list().length,
      sourceBroker: this.broker,
      reconnects: source.reconnects,
      /** Publish → broker → hub of the last canary, ms, and how long none has come back. */
      canary: { roundTripMs: canary.roundTripMs, silentForMs: canary.silentForMs(Date.now()) },
      clients: broker?.clients() ?? null,
      /** Messages that browsers too slow for them were not sent; null with an external broker, which decides itself. */
      passedOver: broker?.passedOver() ?? null,
      memoryBytes: { resident: memory.rss, heap: memory.heapUsed, external: memory.external },
      loopDelayMs: { p50: loop.percentile(50) / 1e6, p99: loop.percentile(99) / 1e6 },
    };
  }

  /** Healthy: the scene is loaded (else there is no hub) and the source broker is connected. */
  health(): { ok: boolean; scene: string; sourceBroker: string } {
    const ok = this.parts.source.connected;
    return { ok, scene: this.parts.built.scene.id, sourceBroker: this.broker };
  }

  private get broker(): "connected" | "lost" {
    return this.parts.source.connected ? "connected" : "lost";
  }
}
