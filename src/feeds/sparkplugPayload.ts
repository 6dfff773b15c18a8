// Sparkplug B 3.0 payloads: the protobuf schema as a table of fields, read and written without code generation
// (so it runs under a strict content security policy).

import protobuf from "protobufjs/minimal.js";
import { DecodeError } from "./decodeError.ts";

/** Sparkplug data types we write or tell apart (specification, table of data types). */
export const SPB_TYPE = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint8: 5,
  uint16: 6,
  uint32: 7,
  uint64: 8,
  float: 9,
  double: 10,
  boolean: 11,
  string: 12,
  dateTime: 13,
  text: 14,
} as const;

export interface SpbMetric {
  name?: string;
  alias?: number;
  /** ms since 1970. */
  timestamp?: number;
  datatype?: number;
  isHistorical?: boolean;
  isNull?: boolean;
  /** The `Quality` property: 0 bad, 192 good, 500 stale. */
  quality?: number;
  /** The `engUnit` property, as a birth tells it. */
  unit?: string;
  /** Numbers and booleans as such, strings; undefined for other types. */
  value?: number | boolean | string;
}

export interface SpbPayload {
  /** ms since 1970. */
  timestamp?: number;
  metrics: SpbMetric[];
  /** 0–255; absent in a death. */
  seq?: number;
}

const PAYLOAD = { timestamp: 1, metrics: 2, seq: 3 } as const;
const METRIC = { name: 1, alias: 2, timestamp: 3, datatype: 4, isHistorical: 5, isNull: 7, properties: 9 } as const;
const VALUE = { int: 10, long: 11, float: 12, double: 13, boolean: 14, string: 15 } as const;
const PROPERTIES = { keys: 1, values: 2 } as const;
const PROPERTY = { type: 1, int: 3, long: 4, string: 8 } as const;

const { Reader, Writer } = protobuf;
type ProtoReader = InstanceType<typeof Reader>;

/** @throws DecodeError when the bytes are not such a payload */
export function decodeSparkplug(bytes: Uint8Array): SpbPayload {
  try {
    return readPayload(Reader.create(bytes));
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    throw new DecodeError(`not a Sparkplug B payload: ${(error as Error).message}`);
  }
}

function readPayload(reader: ProtoReader): SpbPayload {
  const payload: SpbPayload = { metrics: [] };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag) {
      case (PAYLOAD.timestamp << 3) | 0:
        payload.timestamp = plain(reader.uint64());
        break;
      case (PAYLOAD.metrics << 3) | 2:
        payload.metrics.push(readMetric(reader, endOf(reader)));
        break;
      case (PAYLOAD.seq << 3) | 0:
        payload.seq = plain(reader.uint64());
        break;
      default:
        skip(reader, tag);
    }
  }
  return payload;
}

function readMetric(reader: ProtoReader, end: number): SpbMetric {
  const metric: SpbMetric = {};
  let int: number | undefined;
  let long: unknown;
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case (METRIC.name << 3) | 2:
        metric.name = reader.string();
        break;
      case (METRIC.alias << 3) | 0:
        metric.alias = plain(reader.uint64());
        break;
      case (METRIC.timestamp << 3) | 0:
        metric.timestamp = plain(reader.uint64());
        break;
      case (METRIC.datatype << 3) | 0:
        metric.datatype = reader.uint32();
        break;
      case (METRIC.isHistorical << 3) | 0:
        metric.isHistorical = reader.bool();
        break;
      case (METRIC.isNull << 3) | 0:
        metric.isNull = reader.bool();
        break;
      case (METRIC.properties << 3) | 2:
        readProperties(metric, reader, endOf(reader));
        break;
      case (VALUE.int << 3) | 0:
        int = reader.uint32();
        break;
      case (VALUE.long << 3) | 0:
        long = reader.uint64();
        break;
      case (VALUE.float << 3) | 5:
        metric.value = reader.float();
        break;
      case (VALUE.double << 3) | 1:
        metric.value = reader.double();
        break;
      case (VALUE.boolean << 3) | 0:
        metric.value = reader.bool();
        break;
      case (VALUE.string << 3) | 2:
        metric.value = reader.string();
        break;
      default:
        skip(reader, tag);
    }
  }
  if (reader.pos !== end) throw new DecodeError("not a Sparkplug B payload: a metric runs over its end");
  if (int !== undefined) metric.value = signedInt(int, metric.datatype);
  if (long !== undefined) metric.value = metric.datatype === SPB_TYPE.int64 ? signedLong(long) : plain(long);
  return metric;
}

/** Keys and values are two lists of the same length; names are compared without case. */
function readProperties(metric: SpbMetric, reader: ProtoReader, end: number): void {
  const keys: string[] = [];
  const values: (number | string | undefined)[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ((PROPERTIES.keys << 3) | 2)) keys.push(reader.string().toLowerCase());
    else if (tag === ((PROPERTIES.values << 3) | 2)) values.push(readProperty(reader, endOf(reader)));
    else skip(reader, tag);
  }
  const [quality, unit] = [values[keys.indexOf("quality")], values[keys.indexOf("engunit")]];
  if (typeof quality === "number") metric.quality = quality;
  if (typeof unit === "string" && unit !== "") metric.unit = unit;
}

function readProperty(reader: ProtoReader, end: number): number | string | undefined {
  let value: number | string | undefined;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ((PROPERTY.int << 3) | 0)) value = reader.uint32();
    else if (tag === ((PROPERTY.long << 3) | 0)) value = plain(reader.uint64());
    else if (tag === ((PROPERTY.string << 3) | 2)) value = reader.string();
    else skip(reader, tag);
  }
  return value;
}

function endOf(reader: ProtoReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new DecodeError("not a Sparkplug B payload: it ends early");
  return end;
}

function skip(reader: ProtoReader, tag: number): void {
  if (tag >>> 3 === 0) throw new DecodeError("not a Sparkplug B payload: field number 0");
  reader.skipType(tag & 7);
}

/** Small integers travel as uint32 in two's complement (specification, data types). */
function signedInt(value: number, datatype: number | undefined): number {
  if (datatype === SPB_TYPE.int8) return (value << 24) >> 24;
  if (datatype === SPB_TYPE.int16) return (value << 16) >> 16;
  return datatype === SPB_TYPE.int32 ? value | 0 : value;
}

interface LongLike {
  low: number;
  high: number;
}

/** uint64 as a number; exact to 2^53. */
function plain(value: unknown): number {
  if (typeof value === "number") return value;
  const { low, high } = value as LongLike;
  return (high >>> 0) * 2 ** 32 + (low >>> 0);
}

function signedLong(value: unknown): number {
  if (typeof value === "number") return value >= 2 ** 63 ? value - 2 ** 64 : value;
  const { low, high } = value as LongLike;
  return (high | 0) * 2 ** 32 + (low >>> 0);
}

/** Writes a payload. Values are sent as their `datatype` says: boolean, double and float as such, integers as int or long. */
export function encodeSparkplug(payload: SpbPayload): Uint8Array {
  const writer = Writer.create();
  if (payload.timestamp !== undefined) writer.uint32((PAYLOAD.timestamp << 3) | 0).uint64(payload.timestamp);
  for (const metric of payload.metrics) {
    writer.uint32((PAYLOAD.metrics << 3) | 2).fork();
    writeMetric(writer, metric);
    writer.ldelim();
  }
  if (payload.seq !== undefined) writer.uint32((PAYLOAD.seq << 3) | 0).uint64(payload.seq);
  return writer.finish();
}

function writeMetric(writer: InstanceType<typeof Writer>, metric: SpbMetric): void {
  if (metric.name !== undefined) writer.uint32((METRIC.name << 3) | 2).string(metric.name);
  if (metric.alias !== undefined) writer.uint32((METRIC.alias << 3) | 0).uint64(metric.alias);
  if (metric.timestamp !== undefined) writer.uint32((METRIC.timestamp << 3) | 0).uint64(metric.timestamp);
  if (metric.datatype !== undefined) writer.uint32((METRIC.datatype << 3) | 0).uint32(metric.datatype);
  if (metric.isHistorical) writer.uint32((METRIC.isHistorical << 3) | 0).bool(true);
  if (metric.isNull) writer.uint32((METRIC.isNull << 3) | 0).bool(true);
  writeProperties(writer, metric);
  const { value, datatype } = metric;
  if (value === undefined || metric.isNull) return;
  if (typeof value === "boolean") writer.uint32((VALUE.boolean << 3) | 0).bool(value);
  else if (typeof value === "string") writer.uint32((VALUE.string << 3) | 2).string(value);
  else if (datatype === SPB_TYPE.float) writer.uint32((VALUE.float << 3) | 5).float(value);
  else if (datatype === SPB_TYPE.int64) writer.uint32((VALUE.long << 3) | 0).int64(value);
  else if (datatype === SPB_TYPE.uint64 || datatype === SPB_TYPE.dateTime)
    writer.uint32((VALUE.long << 3) | 0).uint64(value);
  else if (datatype !== undefined && datatype >= SPB_TYPE.int8 && datatype <= SPB_TYPE.uint32)
    writer.uint32((VALUE.int << 3) | 0).uint32(value >>> 0);
  else writer.uint32((VALUE.double << 3) | 1).double(value);
}

function writeProperties(writer: InstanceType<typeof Writer>, { quality, unit }: SpbMetric): void {
  if (quality === undefined && unit === undefined) return;
  writer.uint32((METRIC.properties << 3) | 2).fork();
  if (quality !== undefined) writer.uint32((PROPERTIES.keys << 3) | 2).string("Quality");
  if (unit !== undefined) writer.uint32((PROPERTIES.keys << 3) | 2).string("engUnit");
  if (quality !== undefined) {
    writer.uint32((PROPERTIES.values << 3) | 2).fork();
    writer.uint32((PROPERTY.type << 3) | 0).uint32(SPB_TYPE.int32);
    writer.uint32((PROPERTY.int << 3) | 0).uint32(quality);
    writer.ldelim();
  }
  if (unit !== undefined) {
    writer.uint32((PROPERTIES.values << 3) | 2).fork();
    writer.uint32((PROPERTY.type << 3) | 0).uint32(SPB_TYPE.string);
    writer.uint32((PROPERTY.string << 3) | 2).string(unit);
    writer.ldelim();
  }
  writer.ldelim();
}
