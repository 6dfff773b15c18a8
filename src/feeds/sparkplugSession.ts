// What a Sparkplug host must remember: which edge nodes and devices are born, their aliases, and their sequence.
// It turns messages into named metrics, deaths, and requests for rebirth.

import { FLAG } from "../twin/flags.ts";
import { DecodeError } from "./decodeError.ts";
import { decodeSparkplug, encodeSparkplug, SPB_TYPE, type SpbMetric } from "./sparkplugPayload.ts";

/** A metric's place: `device` is "" for the edge node's own metrics. */
export interface SpbOrigin {
  group: string;
  edge: string;
  device: string;
}

export interface SparkplugEvents {
  /**
   * A number arrived. `sourceTime` ms since 1970, NaN when not told; `historical` values are not the last value.
   * @param unit the metric's engUnit, as it or its birth says
   */
  metric(
    origin: SpbOrigin,
    name: string,
    value: number,
    sourceTime: number,
    flags: number,
    historical: boolean,
    unit?: string,
  ): void;
  /** A metric born earlier is no longer heard of: its edge node or device died. */
  dead(origin: SpbOrigin, name: string): void;
  /** The edge node must be asked to be born again: publish {@link rebirthCommand} to {@link rebirthTopic}. */
  rebirth(group: string, edge: string, reason: string): void;
}

interface Edge {
  alive: boolean;
  /** Metrics born, of all its devices. */
  metrics: number;
  bdSeq: number | undefined;
  seq: number;
  askedAt: number;
  aliases: Map<number, { device: string; name: string }>;
  /** Metrics by device and name, with the unit of the birth; "" is the edge node. */
  devices: Map<string, { alive: boolean; names: Map<string, string | undefined> }>;
}

/** More edge nodes or metrics than this are strangers filling the memory; longer names too. */
const MOST_EDGES = 20_000;
const MOST_METRICS = 2_000_000;
const LONGEST_NAME = 512;
/** A rebirth is asked for at most this often per edge node, ms. */
const ASK_AGAIN_MS = 5000;
const TYPES = new Set(["NBIRTH", "NDEATH", "DBIRTH", "DDEATH", "NDATA", "DDATA"]);
/** Metrics that steer the session rather than measure. */
const isControl = (name: string): boolean => name === "bdSeq" || name.startsWith("Node Control/");

export class SparkplugSession {
  private readonly edges = new Map<string, Edge>();
  /** Metrics born, of all edge nodes. */
  private metrics = 0;

  constructor(private readonly events: SparkplugEvents) {}

  /** Edge nodes now alive. */
  get aliveEdges(): number {
    let alive = 0;
    for (const edge of this.edges.values()) if (edge.alive) alive++;
    return alive;
  }

  /** Forgets all births: what happened while nobody listened is not known, so every edge is asked again. */
  forget(): void {
    this.edges.clear();
    this.metrics = 0;
  }

  /**
   * Takes one message. Commands and host state are passed over.
   * @param now ms since 1970 @returns whether the topic was one of a birth, death or data
   * @throws DecodeError
   */
  accept(topic: string, payload: Uint8Array, now: number): boolean {
    const [namespace, group, type, edgeId, device = "", ...more] = topic.split("/");
    if (namespace !== "spBv1.0" || group === "STATE" || !TYPES.has(type)) return false;
    if (!edgeId || more.length > 0) throw new DecodeError("topic is not spBv1.0/group/type/edge[/device]");
    if (type.startsWith("D") !== (device !== "")) throw new DecodeError(`${type} with${device ? "" : "out"} a device`);
    const message = decodeSparkplug(payload);
    const key = `${group}/${edgeId}`;
    let edge = this.edges.get(key);
    if (!edge) {
      if (this.edges.size >= MOST_EDGES) throw new DecodeError(`more than ${MOST_EDGES} edge nodes`);
      edge = {
        metrics: 0,
        alive: false,
        bdSeq: undefined,
        seq: -1,
        askedAt: -Infinity,
        aliases: new Map(),
        devices: new Map(),
      };
      this.edges.set(key, edge);
    }
    const origin: SpbOrigin = { group, edge: edgeId, device };
    if (type === "NDEATH") {
      const told = bdSeqOf(message.metrics);
      if (edge.alive && told === edge.bdSeq) this.die(edge, origin, true);
      return true;
    }
    if (type === "NBIRTH") {
      edge.alive = true;
      edge.bdSeq = bdSeqOf(message.metrics);
      this.metrics -= edge.metrics;
      edge.metrics = 0;
      edge.aliases.clear();
      edge.devices.clear();
    } else if (!edge.alive) {
      this.ask(edge, origin, now, "no birth seen");
      return true;
    } else if (message.seq !== undefined && message.seq !== (edge.seq + 1) % 256) {
      this.ask(edge, origin, now, `sequence ${edge.seq} → ${message.seq}`);
    }
    if (message.seq !== undefined) edge.seq = message.seq;
    if (type === "DDEATH") {
      this.die(edge, origin, false);
      return true;
    }
    const isBirth = type === "NBIRTH" || type === "DBIRTH";
    if (isBirth) edge.devices.set(device, { alive: true, names: new Map() });
    const unit = edge.devices.get(device);
    if (!unit?.alive) {
      this.ask(edge, origin, now, `no birth of ${device || "the edge node"} seen`);
      return true;
    }
    for (const metric of message.metrics) {
      if (isBirth && metric.name !== undefined && !isControl(metric.name)) {
        if (metric.name.length > LONGEST_NAME)
          throw new DecodeError(`a metric's name has ${metric.name.length} characters`);
        if (++this.metrics > MOST_METRICS) throw new DecodeError(`more than ${MOST_METRICS} metrics`);
        edge.metrics++;
        unit.names.set(metric.name, metric.unit?.slice(0, LONGEST_NAME));
        if (metric.alias !== undefined) edge.aliases.set(metric.alias, { device, name: metric.name });
      }
      this.tell(edge, origin, metric, message.timestamp, now);
    }
    return true;
  }

  private tell(edge: Edge, origin: SpbOrigin, metric: SpbMetric, messageTime: number | undefined, now: number): void {
    const name = metric.name ?? (metric.alias === undefined ? undefined : edge.aliases.get(metric.alias)?.name);
    if (name === undefined) {
      this.ask(edge, origin, now, `alias ${metric.alias} unknown`);
      return;
    }
    if (isControl(name) || typeof metric.value === "string") return;
    const missing = metric.isNull || metric.value === undefined;
    if (missing && !metric.isNull) return;
    const value = missing ? Number.NaN : Number(metric.value);
    let flags = missing ? FLAG.bad : 0;
    if (metric.quality === 0) flags |= FLAG.bad;
    else if (metric.quality === 500) flags |= FLAG.stale;
    const time = metric.timestamp ?? messageTime ?? Number.NaN;
    const born = edge.devices.get(origin.device)?.names.get(name);
    this.events.metric(origin, name, value, time, flags, metric.isHistorical === true, metric.unit ?? born);
  }

  private die(edge: Edge, { group, edge: edgeId, device }: SpbOrigin, whole: boolean): void {
    if (whole) edge.alive = false;
    for (const [id, unit] of edge.devices) {
      if ((!whole && id !== device) || !unit.alive) continue;
      unit.alive = false;
      for (const name of unit.names.keys()) this.events.dead({ group, edge: edgeId, device: id }, name);
    }
  }

  private ask(edge: Edge, { group, edge: edgeId }: SpbOrigin, now: number, reason: string): void {
    if (now - edge.askedAt < ASK_AGAIN_MS) return;
    edge.askedAt = now;
    this.events.rebirth(group, edgeId, reason);
  }
}

const bdSeqOf = (metrics: readonly SpbMetric[]): number | undefined => {
  const value = metrics.find((metric) => metric.name === "bdSeq")?.value;
  return value === undefined ? undefined : Number(value);
};

export const rebirthTopic = (group: string, edge: string): string => `spBv1.0/${group}/NCMD/${edge}`;

/** The command that asks an edge node to be born again. @param now ms since 1970 */
export const rebirthCommand = (now: number): Uint8Array =>
  encodeSparkplug({
    timestamp: now,
    metrics: [{ name: "Node Control/Rebirth", timestamp: now, datatype: SPB_TYPE.boolean, value: true }],
  });
