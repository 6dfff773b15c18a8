// Where live state comes from: frames of a hub, or raw topics straight from a broker. The worker treats both alike.

import mqtt, { type MqttClient } from "mqtt";

/** Counts of one source since the page opened. */
export interface SourceCounters {
  messages: number;
  frames: number;
  keyframes: number;
  gaps: number;
  badFrames: number;
  reconnects: number;
}

export const noCounters = (): SourceCounters => ({
  messages: 0,
  frames: 0,
  keyframes: 0,
  gaps: 0,
  badFrames: 0,
  reconnects: 0,
});

export interface LiveSource {
  readonly counters: SourceCounters;
  /** Changes which partitions are taken; a source that knows none takes all. */
  take(partitions: readonly number[]): void;
  close(): void;
}

/** A connection is tried again after this long at first and at last, ms. */
export const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

/** Back-off with jitter, so that a hundred walls do not come back in the same second. @param retries failed so far @returns ms */
export function retryMs(retries: number): number {
  const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(retries, 5));
  return wait * (0.5 + (crypto.getRandomValues(new Uint16Array(1))[0] / 65536) * 0.5);
}

/** A connection that keeps nothing said while it is away; the caller subscribes anew at every connect. @param broker ws:// or wss:// address */
export const connectBroker = (broker: string): MqttClient =>
  mqtt.connect(broker, {
    clean: true,
    protocolVersion: 4,
    queueQoSZero: false,
    resubscribe: false,
    reconnectPeriod: FIRST_RETRY_MS,
    connectTimeout: 8000,
    keepalive: 15,
    clientId: `yiwang-web-${crypto.getRandomValues(new Uint32Array(2)).join("")}`,
  });
