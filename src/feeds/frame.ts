// The frame codec of docs/frame.md: changed slots as a 48-byte header and columns. Decoding makes views, not copies.

import { FLAG } from "../twin/flags.ts";
import { CATEGORY_COUNT } from "../twin/severity.ts";
import type { StateTable } from "../twin/stateTable.ts";

export const FRAME_MAGIC = 0x31465759; // "YWF1"
export const FRAME_VERSION = 1;
export const FRAME_HEADER_BYTES = 48;
export const LEAF_BYTES = 14;
export const ROLL_UP_BYTES = 4 + 4 * CATEGORY_COUNT + 4 + 1;
/** Ages of 24 days and more (recordings) are kept in seconds under this bit, which holds 68 years. */
const SECONDS_BIT = 0x80000000;

/** Hub time − source time, ms, as one u32; a source ahead of the hub counts as 0. */
export function packAge(ageMs: number): number {
  if (!(ageMs > 0)) return 0;
  if (ageMs < SECONDS_BIT) return Math.round(ageMs);
  return (SECONDS_BIT | Math.min(0x7fffffff, Math.round(ageMs / 1000))) >>> 0;
}

/** The age a packed one stands for, ms. */
export const ageMsOf = (packed: number): number => (packed < SECONDS_BIT ? packed : (packed - SECONDS_BIT) * 1000);

/** What a frame says of itself. */
export interface FrameHeader {
  kind: "delta" | "key";
  partition: number;
  /** Start of the hub that sent it, s since 1970. */
  epoch: number;
  /** A delta's own number; for a keyframe the last delta it contains. */
  seq: number;
  /** ms since 1970. */
  hubTime: number;
  /** Ingest time of the oldest change in it, ms since 1970; the hub time when nothing changed. */
  oldestIngest: number;
  /** When the canary it carries was published, ms since 1970; 0 without one. */
  canary?: number;
}

/** A decoded frame. Columns are views on the received bytes where alignment allows. */
export interface Frame extends FrameHeader {
  slot: Uint32Array;
  value: Float32Array;
  /** Hub time − source time, packed; read with {@link ageMsOf}. */
  age: Uint32Array;
  severity: Uint8Array;
  flags: Uint8Array;
  rollSlot: Uint32Array;
  /** CATEGORY_COUNT a roll-up. */
  counts: Uint32Array;
  staleCount: Uint32Array;
  worst: Uint8Array;
}

/** Bytes that are not a frame; `reason` says what was expected. */
export class FrameError extends Error {
  constructor(reason: string) {
    super(`not a frame: ${reason}`);
    this.name = "FrameError";
  }
}

/**
 * Encodes the state of the given slots.
 * @param leaves slots of points @param rollUps slots of other nodes and of buildings with points
 */
export function encodeFrame(
  header: FrameHeader,
  state: StateTable,
  leaves: ArrayLike<number>,
  rollUps: ArrayLike<number>,
): Uint8Array {
  const n = leaves.length;
  const m = rollUps.length;
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + n * LEAF_BYTES + m * ROLL_UP_BYTES);
  writeHeader(new DataView(bytes.buffer), header, n, m);
  const frame = columnsOf(bytes.buffer, 0, n, m);
  for (let i = 0; i < n; i++) {
    const slot = leaves[i];
    frame.slot[i] = slot;
    frame.value[i] = state.value[slot];
    frame.age[i] = packAge(header.hubTime - state.sourceTime[slot]);
    frame.severity[i] = state.severity[slot];
    frame.flags[i] = state.flags[slot];
  }
  const { rollUp } = state;
  for (let i = 0; i < m; i++) {
    const slot = rollUps[i];
    const row = rollUp.rowOf(slot);
    if (row < 0) throw new Error(`slot ${slot} has no roll-up`);
    frame.rollSlot[i] = slot;
    for (let c = 0; c < CATEGORY_COUNT; c++)
      frame.counts[i * CATEGORY_COUNT + c] = rollUp.counts[row * CATEGORY_COUNT + c];
    frame.staleCount[i] = rollUp.staleCount[row];
    frame.worst[i] = rollUp.worst[slot];
  }
  return bytes;
}

/** @throws FrameError when the bytes are not a whole frame */
export function decodeFrame(payload: Uint8Array): Frame {
  if (payload.byteLength < FRAME_HEADER_BYTES)
    throw new FrameError(`${payload.byteLength} bytes, expected at least ${FRAME_HEADER_BYTES}`);
  const aligned = payload.byteOffset % 4 === 0 ? payload : new Uint8Array(payload); // slice() of a Node Buffer is a view
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const magic = view.getUint32(0, true);
  if (magic !== FRAME_MAGIC) throw new FrameError(`starts with 0x${magic.toString(16)}, expected "YWF1"`);
  if (view.getUint8(4) !== FRAME_VERSION)
    throw new FrameError(`version ${view.getUint8(4)}, expected ${FRAME_VERSION}`);
  const kind = view.getUint8(5);
  if (kind > 1) throw new FrameError(`kind ${kind}, expected 0 or 1`);
  const n = view.getUint32(32, true);
  const m = view.getUint32(36, true);
  const expected = FRAME_HEADER_BYTES + n * LEAF_BYTES + m * ROLL_UP_BYTES;
  if (aligned.byteLength !== expected)
    throw new FrameError(`${aligned.byteLength} bytes for ${n} states and ${m} roll-ups, expected ${expected}`);
  return {
    kind: kind === 1 ? "key" : "delta",
    partition: view.getUint16(6, true),
    epoch: view.getUint32(8, true),
    seq: view.getUint32(12, true),
    hubTime: view.getFloat64(16, true),
    oldestIngest: view.getFloat64(24, true),
    canary: view.getFloat64(40, true),
    ...columnsOf(aligned.buffer as ArrayBuffer, aligned.byteOffset, n, m),
  };
}

function writeHeader(view: DataView, header: FrameHeader, n: number, m: number): void {
  view.setUint32(0, FRAME_MAGIC, true);
  view.setUint8(4, FRAME_VERSION);
  view.setUint8(5, header.kind === "key" ? 1 : 0);
  view.setUint16(6, header.partition, true);
  view.setUint32(8, header.epoch, true);
  view.setUint32(12, header.seq, true);
  view.setFloat64(16, header.hubTime, true);
  view.setFloat64(24, header.oldestIngest, true);
  view.setUint32(32, n, true);
  view.setUint32(36, m, true);
  view.setFloat64(40, header.canary ?? 0, true);
}

function columnsOf(buffer: ArrayBuffer, base: number, n: number, m: number): Omit<Frame, keyof FrameHeader> {
  let at = base + FRAME_HEADER_BYTES;
  const take = (bytes: number): number => {
    const start = at;
    at += bytes;
    return start;
  };
  return {
    slot: new Uint32Array(buffer, take(n * 4), n),
    value: new Float32Array(buffer, take(n * 4), n),
    age: new Uint32Array(buffer, take(n * 4), n),
    rollSlot: new Uint32Array(buffer, take(m * 4), m),
    counts: new Uint32Array(buffer, take(m * 4 * CATEGORY_COUNT), m * CATEGORY_COUNT),
    staleCount: new Uint32Array(buffer, take(m * 4), m),
    severity: new Uint8Array(buffer, take(n), n),
    flags: new Uint8Array(buffer, take(n), n),
    worst: new Uint8Array(buffer, take(m), m),
  };
}

/** Writes a frame's states into a state table. Slots the table does not know are refused and counted there. */
export function applyFrame(frame: Frame, state: StateTable): void {
  const { hubTime, slot, value, age, severity, flags, rollSlot, counts, staleCount, worst } = frame;
  for (let i = 0; i < slot.length; i++)
    state.putLeaf(slot[i], value[i], hubTime - ageMsOf(age[i]), hubTime, severity[i], flags[i]);
  for (let i = 0; i < rollSlot.length; i++)
    state.putRollUp(rollSlot[i], counts, i * CATEGORY_COUNT, staleCount[i], worst[i], hubTime);
}

/**
 * Marks stale what a partition's keyframe from a new hub no longer knows: last values stay, but not as live.
 * @param partition column of the node table
 */
export function outdateMissing(
  frame: Pick<Frame, "slot" | "partition" | "hubTime">,
  state: StateTable,
  partition: Uint16Array,
): void {
  const known = new Set(frame.slot);
  for (const slot of state.points) {
    if (partition[slot] !== frame.partition || known.has(slot) || !state.hasState(slot)) continue;
    const flags = state.flags[slot] | FLAG.stale;
    state.putLeaf(slot, state.value[slot], state.sourceTime[slot], frame.hubTime, state.severity[slot], flags);
  }
}
