// The past played again from the hub's history: a state table of its own, a clock that can be turned, windows fetched ahead.

import { FLAG } from "../../twin/flags.ts";
import { STALE_INTERVALS } from "../../twin/ingestClock.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { decodeObservations, type ObservationColumns } from "../../twin/observations.ts";
import type { LiveScene, ReplayStatus } from "./protocol.ts";
import { Shown } from "./shown.ts";

/** Seconds of screen time fetched at once; the next are asked for when half are played. */
const WINDOW_SECONDS = 12;
/** Of several readings of a point within this screen time only the last is played, s. */
const STEP_SECONDS = 0.2;
/** Silent points are looked for this often, in screen time, ms. */
const SWEEP_MS = 500;
export const FASTEST = 600;

interface Window {
  from: number;
  to: number;
  /** Undefined while it is being fetched. */
  rows?: ObservationColumns;
  next: number;
}

/** Asks the hub. @throws Error with a reason for people */
export type FetchHistory = (path: string, signal: AbortSignal) => Promise<ArrayBuffer>;

export class Replay {
  shown: Shown;
  status: ReplayStatus;
  private readonly staleAfter: Float64Array;
  private windows: Window[] = [];
  private abort = new AbortController();
  private ticked = 0;
  private swept = 0;

  constructor(
    private readonly nodes: NodeTable,
    private readonly scene: LiveScene,
    private readonly fetchHistory: FetchHistory,
  ) {
    this.shown = new Shown(nodes, scene);
    this.status = { at: Number.NaN, playing: false, speed: 60, waiting: true, reason: "" };
    this.staleAfter = Float64Array.from(scene.kinds, (kind) => kind.intervalSeconds * 1000 * STALE_INTERVALS);
  }

  /** Turns to a moment: everything is as the history has it for then. @param at ms since 1970 */
  async seek(at: number): Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.windows = [];
    this.status = { ...this.status, at, waiting: true, reason: "" };
    try {
      const rows = decodeObservations(await this.fetchHistory(`snapshot?at=${Math.round(at)}`, signal));
      if (signal.aborted) return;
      const shown = new Shown(this.nodes, this.scene);
      for (let i = 0; i < rows.time.length; i++) this.apply(shown, rows, i, false);
      this.sweep(shown, at);
      shown.repaint();
      this.shown = shown;
      this.status = { ...this.status, waiting: false };
      this.ticked = performance.now();
    } catch (error) {
      if (signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.status = { ...this.status, waiting: false, playing: false, reason };
    }
  }

  play(speed: number): void {
    // What was fetched for another speed was thinned for that one.
    if (speed !== this.status.speed) this.windows = [];
    this.status = { ...this.status, playing: true, speed: Math.min(FASTEST, Math.max(1, speed)) };
    this.ticked = performance.now();
  }

  pause(): void {
    this.status = { ...this.status, playing: false };
  }

  /** Moves the clock on by the time that has passed. @param end the newest moment there is, ms */
  tick(end: number): void {
    const now = performance.now();
    const passed = now - this.ticked;
    this.ticked = now;
    const { status } = this;
    if (!status.playing || Number.isNaN(status.at) || (status.waiting && this.windows.length === 0)) return;
    const wanted = Math.min(end, status.at + passed * status.speed);
    const at = Math.min(wanted, this.fetchedTo(status.at));
    this.fetchAhead(end);
    const current = this.windows[0];
    if (current?.rows) {
      const { rows } = current;
      while (current.next < rows.time.length && rows.time[current.next] <= at)
        this.apply(this.shown, rows, current.next++, true);
      if (at >= current.to) this.windows.shift();
    }
    if (now - this.swept > SWEEP_MS) {
      this.swept = now;
      this.sweep(this.shown, at);
    }
    const ended = at >= end;
    this.status = { ...this.status, at, waiting: at < wanted && !ended, playing: !ended };
  }

  close(): void {
    this.abort.abort();
  }

  /** How far the clock may go: to the end of the window it is in, once that has come. */
  private fetchedTo(at: number): number {
    const [first] = this.windows;
    return first?.rows && first.from <= at ? first.to : at;
  }

  private fetchAhead(end: number): void {
    const { at, speed } = this.status;
    const length = WINDOW_SECONDS * 1000 * speed;
    const last = this.windows.at(-1);
    if (last && (this.windows.length > 1 || at < last.from + length / 2)) return;
    const from = last?.to ?? at;
    if (from >= end) return;
    const window: Window = { from, to: Math.min(end, from + length), next: 0 };
    this.windows.push(window);
    const step = speed > 1 ? Math.round(STEP_SECONDS * 1000 * speed) : 0;
    const query = `changes?from=${Math.round(window.from)}&to=${Math.round(window.to)}&step=${step}`;
    const { signal } = this.abort;
    this.fetchHistory(query, signal)
      .then((bytes) => {
        window.rows = decodeObservations(bytes);
      })
      .catch((error: unknown) => {
        if (signal.aborted || !this.windows.includes(window)) return;
        this.windows = [];
        this.status = { ...this.status, playing: false, waiting: false, reason: (error as Error).message };
      });
  }

  private apply(shown: Shown, rows: ObservationColumns, i: number, news: boolean): void {
    const slot = rows.slot[i];
    const flags = (rows.flags[i] & ~FLAG.stale) | FLAG.replayed;
    shown.state.apply(slot, rows.value[i], rows.time[i], Date.now(), rows.severity[i], flags);
    shown.note(slot, rows.severity[i], rows.value[i], flags, rows.time[i], news);
  }

  /** Points that had been silent for too long at that moment are stale. */
  private sweep({ state }: Shown, at: number): void {
    const { kind } = this.nodes.columns;
    const now = Date.now();
    for (const slot of state.points)
      if (at - state.sourceTime[slot] > this.staleAfter[kind[slot]]) state.markStale(slot, now);
  }
}
