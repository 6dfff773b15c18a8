// From messages to state: finds the feed, decodes, maps codes to slots, judges severity and freshness, counts everything.

import { AlertTable } from "../twin/alerts.ts";
import { ClockSkew } from "../twin/clockSkew.ts";
import { FLAG } from "../twin/flags.ts";
import { originFlag, type SettledTime, STALE_INTERVALS, settleTime } from "../twin/ingestClock.ts";
import { MoverTable } from "../twin/movers.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import type { ObservationColumns } from "../twin/observations.ts";
import type { Feed, Scene } from "../twin/scene/schema.ts";
import { type Limits, SEVERITY, type Severity, severityOf } from "../twin/severity.ts";
import { OUTCOME, type StateTable } from "../twin/stateTable.ts";
import { type Conversion, unitConversion } from "../twin/units.ts";
import { createDecoder, type FeedDecoder } from "./decode.ts";
import { DecodeError } from "./decodeError.ts";
import { BoundedList, excerptOf, type TopicFault, type Unmapped } from "./strangers.ts";
import { fewestFilters } from "./topicTemplate.ts";

/** What one feed has brought so far. Times in ms since 1970. */
export interface FeedCounters {
  id: string;
  origin: Feed["origin"];
  messages: number;
  readings: number;
  errors: number;
  unknownNodes: number;
  /** Readings whose unit is not known, or measures something else than the node. */
  unknownUnits: number;
  unnamed: number;
  historical: number;
  deaths: number;
  rebirths: number;
  lastMessageTime: number | null;
}

/** What of a scene it goes by. */
export type IngestScene = Pick<Scene, "kinds" | "feeds" | "timeZone" | "live">;

export interface IngestHooks {
  /** A point's last value changed: when it reached us, ms since 1970. */
  changed(slot: number, ingestTime: number): void;
  /**
   * A reading to be remembered, late ones too. Times in ms since 1970; a NaN value is bad.
   * @param isLast whether it is the point's new last value, rather than late or of long ago
   */
  observed?(
    slot: number,
    sourceTime: number,
    ingestTime: number,
    value: number,
    severity: number,
    flags: number,
    isLast: boolean,
  ): void;
  /** Ask a Sparkplug edge node to be born again. */
  rebirth(group: string, edge: string, reason: string): void;
}

/** Larger payloads are counted and not read, bytes. */
const LARGEST_PAYLOAD = 1 << 20;
const KNOWN_TOPICS = 200_000;
/** Longer topics are matched each time; longer names and reasons are cut where they are listed. */
const LONGEST_TOPIC = 512;
const LONGEST_REASON = 300;
const LISTED = 500;
/** A recording whose time jumps back by more than this has started again, ms. */
const REWOUND_MS = 86_400_000;
const NO_FEEDS: readonly number[] = [];
const NO_POINT = "no monitoring point has this code";

export class Ingest {
  /** Feeds in force, in the order of their counters. */
  readonly feeds: Feed[] = [];
  readonly counters: FeedCounters[] = [];
  readonly unmapped = new BoundedList<Unmapped>(LISTED);
  readonly faults: BoundedList<TopicFault>[] = [];
  /** What moves, and warnings in force. */
  readonly movers = new MoverTable();
  readonly alerts = new AlertTable();
  /** Messages of all feeds and of none. */
  messages = 0;
  /** Newest source time taken, ms since 1970. */
  dataTime: number | null = null;
  private readonly decoders: FeedDecoder[] = [];
  private readonly feedsOf = new Map<string, readonly number[]>();
  private readonly limits: (Limits | undefined)[];
  private readonly staleAfter: Float64Array;
  private readonly replayed: Uint8Array;
  private readonly lostWithBroker: Uint8Array;
  private readonly bySession: Uint8Array;
  private readonly conversions: (Map<string, Conversion | null> | undefined)[] = [];
  private readonly skews: ClockSkew[] = [];
  private readonly settled: SettledTime = { sourceTime: 0, flags: 0 };
  private now = 0;
  private topic = "";
  private payload: Uint8Array = new Uint8Array();

  /** @throws Error when a feed's templates cannot be read */
  constructor(
    private readonly scene: IngestScene,
    private readonly nodes: NodeTable,
    private readonly state: StateTable,
    private readonly hooks: IngestHooks,
  ) {
    this.limits = scene.kinds.map((kind) => kind.limits);
    this.staleAfter = Float64Array.from(scene.kinds, (kind) => kind.intervalSeconds * 1000 * STALE_INTERVALS);
    this.replayed = new Uint8Array(nodes.coreCount);
    this.bySession = new Uint8Array(nodes.coreCount);
    this.lostWithBroker = new Uint8Array(nodes.coreCount);
    for (const feed of scene.feeds) this.addFeed(feed);
  }

  /** Takes a feed into force; topics it takes are unknown no more. @throws Error when its templates cannot be read */
  addFeed(feed: Feed): void {
    const { id, origin } = feed;
    const counters: FeedCounters = {
      id,
      origin,
      messages: 0,
      readings: 0,
      errors: 0,
      unknownNodes: 0,
      unknownUnits: 0,
      unnamed: 0,
      historical: 0,
      deaths: 0,
      rebirths: 0,
      lastMessageTime: null,
    };
    const skew = new ClockSkew();
    const decoder = this.decoderOf(feed, counters, skew);
    this.feeds.push(feed);
    this.counters.push(counters);
    this.skews.push(skew);
    this.faults.push(new BoundedList<TopicFault>(LISTED));
    this.decoders.push(decoder);
    this.feedsOf.clear();
    this.unmapped.forget(({ topic }) => decoder.owns(topic));
  }

  /** Takes a feed out of force. */
  removeFeed(id: string): void {
    const at = this.feeds.findIndex((feed) => feed.id === id);
    if (at < 0) return;
    for (const list of [this.feeds, this.counters, this.skews, this.faults, this.decoders]) list.splice(at, 1);
    this.feedsOf.clear();
  }

  /** Why a reading of a code in a unit would not be taken; null when it would. */
  refusal(code: string, unit: string | undefined): string | null {
    const slot = this.nodes.slotOf(code);
    if (!this.state.isPoint(slot)) return NO_POINT;
    const kind = this.nodes.columns.kind[slot];
    return unit !== undefined && this.conversionOf(unit, kind) === null ? this.wrongUnit(unit, kind) : null;
  }

  private wrongUnit(unit: string, kind: number): string {
    return `unit ${unit.slice(0, 40)} is not ${this.scene.kinds[kind].unit || "a number"}`;
  }

  /** Source clock behind the hub's (negative: ahead) by feed, ms, delay included; NaN while unknown. */
  skewMs(i: number): number {
    return this.skews[i].estimate();
  }

  /** Filters to subscribe to so that every feed is heard, none twice. */
  subscriptions(catchAll: string | null): string[] {
    const filters = this.decoders.map((decoder) => decoder.subscription);
    return fewestFilters(catchAll ? [catchAll, ...filters] : filters);
  }

  /** Takes one message. Never throws. @param now ms since 1970 */
  handle(topic: string, payload: Uint8Array, now: number): void {
    this.messages++;
    this.now = now;
    this.topic = topic;
    this.payload = payload;
    const feeds = this.feedsFor(topic);
    if (feeds.length === 0) this.noteUnmapped(null, "no feed takes this topic");
    for (const i of feeds) {
      const counters = this.counters[i];
      counters.messages++;
      counters.lastMessageTime = now;
      try {
        if (payload.length > LARGEST_PAYLOAD)
          throw new DecodeError(`${payload.length} bytes, at most ${LARGEST_PAYLOAD} are read`);
        this.decoders[i].decode(topic, payload, now);
      } catch (error) {
        counters.errors++;
        const told = error instanceof DecodeError ? error.reason : `fault of the hub: ${(error as Error).message}`;
        const reason = told.slice(0, LONGEST_REASON);
        this.faults[i].use(
          topic,
          () => ({ topic, count: 0, reason, lastTime: now }),
          (fault) => {
            fault.count++;
            fault.reason = reason;
            fault.lastTime = now;
          },
        );
      }
    }
  }

  /** Takes up last values from before this start: stale where their interval has passed meanwhile. @param now ms since 1970 */
  restore({ time, slot, value, severity, flags }: ObservationColumns, now: number): void {
    const { state, nodes } = this;
    for (let i = 0; i < slot.length; i++) {
      const silent = now - time[i] > this.staleAfter[nodes.columns.kind[slot[i]]] || (flags[i] & FLAG.replayed) !== 0;
      const bits = silent ? flags[i] | FLAG.stale : flags[i];
      state.apply(slot[i], value[i], time[i], time[i], severity[i], bits);
    }
  }

  /** Marks stale every point silent for longer than its kind allows. Returns how many became stale. */
  sweep(now: number): number {
    this.movers.sweep(now);
    this.alerts.sweep(now);
    const { state, nodes, replayed } = this;
    const { kind } = nodes.columns;
    let count = 0;
    for (const slot of state.points) {
      const heard = replayed[slot] ? state.ingestTime[slot] : state.sourceTime[slot];
      if (now - heard > this.staleAfter[kind[slot]] && state.markStale(slot, now)) count++;
    }
    return count;
  }

  /** The source broker is gone: nothing is live any more. */
  sourceLost(now: number): void {
    for (const slot of this.state.points) if (this.state.markStale(slot, now)) this.lostWithBroker[slot] = 1;
    for (const decoder of this.decoders) decoder.forgetSessions?.();
  }

  /** The source broker is back: values still within their interval count again, except where a session must be renewed. */
  sourceBack(now: number): void {
    const { state, nodes, lostWithBroker } = this;
    for (const slot of state.points) {
      if (!lostWithBroker[slot]) continue;
      lostWithBroker[slot] = 0;
      const heard = this.replayed[slot] ? state.ingestTime[slot] : state.sourceTime[slot];
      if (!this.bySession[slot] && now - heard <= this.staleAfter[nodes.columns.kind[slot]])
        state.clearStale(slot, now);
    }
  }

  private decoderOf(feed: Feed, counters: FeedCounters, skew: ClockSkew): FeedDecoder {
    const origin = originFlag(feed.origin);
    const replayed = feed.origin === "replayed" ? 1 : 0;
    const bySession = feed.convention === "sparkplugB" ? 1 : 0;
    return createDecoder(feed, this.scene.timeZone, {
      reading: (code, raw, sourceTime, flags, historical, unit) => {
        const slot = this.nodes.slotOf(code);
        if (!this.state.isPoint(slot)) {
          counters.unknownNodes++;
          this.noteUnmapped(code, NO_POINT);
          return;
        }
        const conversion = unit === undefined ? undefined : this.conversionOf(unit, this.nodes.columns.kind[slot]);
        if (conversion === null) {
          counters.unknownUnits++;
          this.noteUnmapped(code, this.wrongUnit(unit ?? "", this.nodes.columns.kind[slot]));
          return;
        }
        const value = conversion ? raw * conversion.scale + conversion.offset : raw;
        skew.note(sourceTime, this.now);
        counters.readings++;
        this.replayed[slot] = replayed;
        this.bySession[slot] = bySession;
        if (historical) counters.historical++;
        this.take(slot, value, sourceTime, flags | origin, replayed === 1, historical);
      },
      dead: (code) => {
        const slot = this.nodes.slotOf(code);
        counters.deaths++;
        if (!this.state.isPoint(slot)) return;
        // Its own death outlasts the broker's.
        this.lostWithBroker[slot] = 0;
        if (this.state.markStale(slot, this.now)) this.hooks.changed(slot, this.now);
      },
      alive: (code) => {
        const slot = this.nodes.slotOf(code);
        if (!this.state.isPoint(slot) || !(this.state.flags[slot] & FLAG.stale)) return;
        const heard = replayed ? this.state.ingestTime[slot] : this.state.sourceTime[slot];
        if (this.now - heard > this.staleAfter[this.nodes.columns.kind[slot]]) return;
        this.state.clearStale(slot, this.now);
        this.hooks.changed(slot, this.now);
      },
      mover: (mover) => {
        counters.readings++;
        skew.note(mover.sourceTime, this.now);
        this.movers.take(mover, this.now, replayed === 1);
      },
      alert: (alert) => {
        counters.readings++;
        this.alerts.take(alert, this.now);
      },
      rebirth: (group, edge, reason) => {
        counters.rebirths++;
        this.hooks.rebirth(group, edge, reason);
      },
      unnamed: () => {
        counters.unnamed++;
      },
    });
  }

  private take(slot: number, value: number, time: number, flags: number, replayed: boolean, historical: boolean): void {
    const { state, settled, now } = this;
    const kind = this.nodes.columns.kind[slot];
    const staleAfter = this.staleAfter[kind];
    settleTime(settled, time, now, replayed, this.scene.live.delayedAfterSeconds * 1000, staleAfter);
    let bits = flags | settled.flags;
    if (!Number.isFinite(value)) bits |= FLAG.bad;
    const severity: Severity =
      bits & FLAG.bad ? SEVERITY.none : severityOf(value, this.limits[kind], state.severity[slot] as Severity);
    if (historical) {
      this.keep(slot, value, severity, bits, false);
      return;
    }
    if (replayed && state.sourceTime[slot] - settled.sourceTime > REWOUND_MS) state.forgetTime(slot);
    const outcome = state.apply(slot, value, settled.sourceTime, now, severity, bits);
    if (outcome === OUTCOME.duplicate || outcome === OUTCOME.refused) return;
    this.keep(slot, value, severity, bits, outcome === OUTCOME.applied);
    if (outcome !== OUTCOME.applied) return;
    this.lostWithBroker[slot] = 0;
    if (this.dataTime === null || settled.sourceTime > this.dataTime) this.dataTime = settled.sourceTime;
    this.hooks.changed(slot, now);
  }

  private keep(slot: number, value: number, severity: number, bits: number, isLast: boolean): void {
    const { sourceTime } = this.settled;
    this.hooks.observed?.(slot, sourceTime, this.now, value, severity, bits, isLast);
  }

  private feedsFor(topic: string): readonly number[] {
    let feeds = this.feedsOf.get(topic);
    if (feeds === undefined) {
      const found: number[] = [];
      this.decoders.forEach((decoder, i) => {
        if (decoder.owns(topic)) found.push(i);
      });
      feeds = found.length > 0 ? found : NO_FEEDS;
      if (this.feedsOf.size >= KNOWN_TOPICS) this.feedsOf.clear();
      if (topic.length <= LONGEST_TOPIC) this.feedsOf.set(topic, feeds);
    }
    return feeds;
  }

  /** How a unit becomes the kind's, remembered; null when it cannot. */
  private conversionOf(unit: string, kind: number): Conversion | null {
    const known = this.conversions[kind] ?? new Map<string, Conversion | null>();
    this.conversions[kind] = known;
    let conversion = known.get(unit);
    if (conversion === undefined) {
      conversion = unitConversion(unit, this.scene.kinds[kind]?.unit ?? "") ?? null;
      // Units are few; a stranger who makes them up must not fill the memory.
      if (known.size < 200 && unit.length <= 40) known.set(unit, conversion);
    }
    return conversion;
  }

  private noteUnmapped(name: string | null, why: string): void {
    const { topic, now, payload } = this;
    const code = name?.slice(0, LONGEST_TOPIC) ?? null;
    this.unmapped.use(
      code === null ? topic : `${topic}\n${code}`,
      () => ({ topic, code, reason: why, count: 0, payload: "", lastTime: now }),
      (entry) => {
        entry.reason = why;
        // A busy stranger is looked at once a second.
        if (entry.count < 2 || now - entry.lastTime >= 1000) entry.payload = excerptOf(payload);
        if (now - entry.lastTime >= 1000) entry.lastTime = now;
        entry.count++;
      },
    );
  }
}
