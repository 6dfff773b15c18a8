// SenML (RFC 8428), JSON representation: packs of records with base fields, resolved to absolute name, unit and time.

import { DecodeError, jsonOf } from "./decodeError.ts";

/** A resolved record (RFC 8428 §4.6). Exactly one of the value fields is set, or only `sum`. */
export interface SenmlRecord {
  name: string;
  unit?: string;
  /** ms since 1970. */
  time: number;
  value?: number;
  stringValue?: string;
  booleanValue?: boolean;
  /** base64url */
  dataValue?: string;
  sum?: number;
  /** Longest time until the next record of this sensor, s. */
  updateTime?: number;
}

const VERSION = 10;
/** Times below 2^28 are relative to now (§4.5.3). */
const RELATIVE_BELOW = 2 ** 28;
const NAME = /^[A-Za-z0-9][-:./_A-Za-z0-9]*$/;
const NUMBER_FIELDS = ["bt", "bv", "bs", "bver", "v", "s", "t", "ut"] as const;
const TEXT_FIELDS = ["bn", "bu", "n", "u", "vs", "vd"] as const;
const BASE_FIELDS = new Set(["bn", "bt", "bu", "bv", "bs", "bver"]);

type Raw = Partial<Record<(typeof NUMBER_FIELDS)[number], number>> &
  Partial<Record<(typeof TEXT_FIELDS)[number], string>> & { vb?: boolean };

/**
 * Resolves a pack. A record of base fields alone sets them and measures nothing.
 * @param now ms since 1970, for relative times
 * @throws DecodeError when the pack breaks RFC 8428
 */
export function readSenml(payload: Uint8Array, now: number): SenmlRecord[] {
  const pack = jsonOf(payload);
  if (!Array.isArray(pack)) throw new DecodeError("a SenML pack is a JSON array");
  const base = { bn: "", bt: 0, bu: undefined as string | undefined, bv: 0, bs: 0, hasBv: false, hasBs: false };
  const records: SenmlRecord[] = [];
  let version: number | undefined;
  pack.forEach((item, i) => {
    const raw = checked(item, i);
    if (raw.bver !== undefined) {
      if (raw.bver > VERSION) throw new DecodeError(`record ${i}: bver ${raw.bver}, known up to ${VERSION}`);
      if (version !== undefined && version !== raw.bver) throw new DecodeError(`record ${i}: bver changes in the pack`);
      version = raw.bver;
    }
    if (raw.bn !== undefined) base.bn = raw.bn;
    if (raw.bt !== undefined) base.bt = raw.bt;
    if (raw.bu !== undefined) base.bu = raw.bu;
    if (raw.bv !== undefined) [base.bv, base.hasBv] = [raw.bv, true];
    if (raw.bs !== undefined) [base.bs, base.hasBs] = [raw.bs, true];
    if (Object.keys(item as object).every((key) => BASE_FIELDS.has(key)) && !("bv" in raw) && !("bs" in raw)) return;
    records.push(resolve(raw, base, i, now));
  });
  return records;
}

function resolve(
  raw: Raw,
  base: { bn: string; bt: number; bu: string | undefined; bv: number; bs: number; hasBv: boolean; hasBs: boolean },
  i: number,
  now: number,
): SenmlRecord {
  const name = base.bn + (raw.n ?? "");
  if (!NAME.test(name))
    throw new DecodeError(`record ${i}: name "${name.slice(0, 60)}" is not allowed by RFC 8428 §4.5.1`);
  const seconds = base.bt + (raw.t ?? 0);
  const record: SenmlRecord = {
    name,
    time: Math.round(seconds < RELATIVE_BELOW ? now + seconds * 1000 : seconds * 1000),
  };
  const unit = raw.u ?? base.bu;
  if (unit !== undefined) record.unit = unit;
  if (raw.ut !== undefined) record.updateTime = raw.ut;
  const given = Number(raw.v !== undefined) + Number(raw.vs !== undefined) + Number(raw.vb !== undefined);
  const values = given + Number(raw.vd !== undefined);
  if (values > 1) throw new DecodeError(`record ${i}: more than one of v, vs, vb, vd`);
  if (raw.v !== undefined || (values === 0 && base.hasBv)) record.value = base.bv + (raw.v ?? 0);
  if (raw.vs !== undefined) record.stringValue = raw.vs;
  if (raw.vb !== undefined) record.booleanValue = raw.vb;
  if (raw.vd !== undefined) record.dataValue = raw.vd;
  if (raw.s !== undefined || base.hasBs) record.sum = base.bs + (raw.s ?? 0);
  if (values === 0 && record.value === undefined && record.sum === undefined)
    throw new DecodeError(`record ${i}: no value (v, vs, vb, vd) and no sum`);
  return record;
}

function checked(item: unknown, i: number): Raw {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    throw new DecodeError(`record ${i} is not a JSON object`);
  const raw = item as Record<string, unknown>;
  for (const key of NUMBER_FIELDS)
    if (key in raw && !Number.isFinite(raw[key])) throw new DecodeError(`record ${i}: ${key} is not a number`);
  for (const key of TEXT_FIELDS)
    if (key in raw && typeof raw[key] !== "string") throw new DecodeError(`record ${i}: ${key} is not a string`);
  if ("vb" in raw && typeof raw.vb !== "boolean") throw new DecodeError(`record ${i}: vb is not true or false`);
  for (const key of Object.keys(raw))
    if (key.endsWith("_")) throw new DecodeError(`record ${i}: "${key}" must be understood and is not (§4.4)`);
  return raw as Raw;
}

/** A number to send. */
export interface SenmlValue {
  name: string;
  /** ms since 1970. */
  time: number;
  value: number;
}

/** Writes values as one pack with a base name and a base time. */
export function writeSenml(baseName: string, values: readonly SenmlValue[]): string {
  if (values.length === 0) return "[]";
  const bt = Math.floor(values[0].time / 1000);
  return JSON.stringify(
    values.map(({ name, time, value }, i) => {
      const t = Math.round(time - bt * 1000) / 1000;
      const record: Record<string, string | number> = i === 0 ? { bn: baseName, bt } : {};
      record.n = name;
      if (t !== 0) record.t = t;
      record.v = value;
      return record;
    }),
  );
}
