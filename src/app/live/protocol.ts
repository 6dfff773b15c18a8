// What the page and its live worker say to each other. The worker holds the state table; the page asks for what it shows.

import type { CapAlert } from "../../twin/alerts.ts";
import type { AssetQuery, AssetRows } from "../../twin/assetList.ts";
import type { IndicatorValue } from "../../twin/indicators.ts";
import type { Mover } from "../../twin/movers.ts";
import type { Scene } from "../../twin/scene/schema.ts";
import type { StateFilter } from "../../twin/stateFilter.ts";

/** The part of a manifest the worker needs. */
export type LiveScene = Pick<Scene, "id" | "kinds" | "indicators" | "live" | "feeds" | "timeZone"> & {
  /** Frames that may be heard; all where it is not said. */
  frames?: readonly number[];
};

export type ToWorker =
  | {
      type: "open";
      scene: LiveScene;
      /** The node table file; transferred. */
      nodes: ArrayBuffer;
      /** ws:// or wss:// address of the broker. */
      broker: string;
      /** No hub: the broker's raw topics are decoded here. */
      direct: boolean;
      /** For whom the last known values are kept on the device, null for nobody, and of which built scene they are. */
      kept: { person: string | null; hash: string };
      /** false: the hub is away; what is kept is shown until "connect". */
      connect: boolean;
    }
  | { type: "connect" }
  | { type: "keepFor"; person: string | null }
  /** Keeps the values now: the page may be gone in a moment. */
  | { type: "keep" }
  /** Asks for the pixels that changed since the last ones; one answer each. */
  | { type: "pull" }
  /** What the panels show; answered with a snapshot now and at most four times a second after changes. */
  | { type: "view"; focus: number; watch: number[] }
  /** The district the camera looks at from near, whose points are then taken like those of the focus; −1 for none. */
  | { type: "near"; district: number }
  /** Leaves the live state for the past, moves in it, and comes back. Answered with "replay" messages. */
  | { type: "replay"; command: ReplayCommand }
  /** Which kind is spread over the city: index among the kinds, −1 for none; extent in degrees. */
  | { type: "surface"; kind: number; extent: [number, number, number, number] }
  /** Which points are drawn from now on. */
  | { type: "filter"; filter: StateFilter }
  /** Part of the list of assets, answered now and, while it is looked at, after changes; null when nobody looks any more. */
  | { type: "assets"; asked: AssetsAsked | null }
  | { type: "close" };

export interface AssetsAsked {
  query: AssetQuery;
  /** First row and how many, counted in the list's order. */
  from: number;
  count: number;
  /** A hand is on the list: values go on, the order stays. */
  held: boolean;
  /** Given back with the answer. */
  id: number;
  /** All of it, once: for a file. */
  whole: boolean;
}

/** What a person does with the time bar. Times in ms since 1970; speed is seconds of the past a second. */
export type ReplayCommand =
  | { do: "seek"; at: number }
  | { do: "play"; speed: number }
  | { do: "pause" }
  | { do: "live" };

/** Where a replay is. */
export interface ReplayStatus {
  /** Moment shown, ms since 1970; NaN before the first. */
  at: number;
  playing: boolean;
  speed: number;
  /** The history has not come yet. */
  waiting: boolean;
  /** Why it cannot go on, "" while it can. */
  reason: string;
}

/** Live state of one node as a panel shows it. Times in ms since 1970, NaN when there is none. */
export interface NodeState {
  slot: number;
  value: number;
  sourceTime: number;
  /** Points: own severity. Others: worst below. */
  severity: number;
  flags: number;
  /** Points below by category (twin/severity CATEGORY order). */
  counts: number[];
  staleCount: number;
  total: number;
}

/** A point whose severity changed. */
export interface SeverityChange {
  slot: number;
  from: number;
  to: number;
  value: number;
  flags: number;
  /** Source time of the reading that changed it, ms. */
  time: number;
}

export interface Snapshot {
  focus: number;
  node: NodeState;
  children: NodeState[];
  watched: NodeState[];
  /** Worst points below the focus, worst and newest first. */
  worst: NodeState[];
  /** Points in alarm below the focus that pass the filter, of which `worst` are the first. */
  worstTotal: number;
  indicators: IndicatorValue[];
  /** Latest source time seen that is not a recording's, ms; NaN before the first. */
  dataTime: number;
  /** Latest source time of a recording, ms; NaN without one. */
  replayTime: number;
}

/** The field of a kind on a grid, two bytes a cell from the south-west: share of the kind's range, influence. */
export interface SurfaceMessage {
  type: "surface";
  kind: number;
  columns: number;
  rows: number;
  bytes: Uint8Array;
  /** Points it was computed from. */
  stations: number;
}

/** A part of the list of assets. */
export interface AssetsMessage {
  type: "assets";
  id: number;
  whole: boolean;
  from: number;
  /** Rows of the whole list. */
  total: number;
  rows: AssetRows;
}

/** Hub status as published (docs/frame.md). */
export interface HubStatus {
  online: boolean;
  epoch?: number;
  hubTime?: number;
  sourceBroker?: "connected" | "lost";
  unmapped?: number;
  /** Messages the broker says it dropped since the hub has listened; null when it tells none. */
  brokerDropped?: number | null;
  points?: number;
  stale?: number;
  feeds?: {
    id: string;
    origin: string;
    messages: number;
    readings: number;
    errors: number;
    silentForMs: number | null;
  }[];
}

/** connecting: never been live · live · recovering: a partition waits for a keyframe · source-lost: hub up, its broker away · lost: no hub. */
export type LinkState = "connecting" | "live" | "recovering" | "source-lost" | "lost";

export interface LiveCounters {
  messages: number;
  readings: number;
  frames: number;
  keyframes: number;
  gaps: number;
  badFrames: number;
  reconnects: number;
  changedSlots: number;
  stale: number;
  withState: number;
  bySeverity: number[];
}

export type FromWorker =
  | { type: "opened"; slots: number }
  | { type: "pixels"; slots: Uint32Array; rgba: Uint32Array; oldestIngest: number; canary: number }
  | { type: "snapshot"; snapshot: Snapshot }
  | { type: "changes"; changes: SeverityChange[] }
  | { type: "link"; link: LinkState; since: number; status: HubStatus | null }
  /** null: live again. */
  | { type: "replay"; replay: ReplayStatus | null }
  | { type: "counters"; counters: LiveCounters }
  | SurfaceMessage
  | { type: "movers"; movers: Mover[]; whole: boolean }
  | { type: "alerts"; alerts: CapAlert[] }
  | AssetsMessage
  /** Something on somebody's desk has changed. */
  | { type: "desk"; area: string }
  /** The values shown are those kept at this time, ms since 1970. */
  | { type: "restored"; at: number }
  | { type: "failed"; reason: string };
