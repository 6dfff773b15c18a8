// With an external broker: a browser's WebSocket is carried byte for byte to the broker's TCP port. Who may do what is the broker's to decide.

import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";

/** Where an mqtt:// or mqtts:// URL points. @throws Error for any other URL */
export function brokerAddress(url: string): { host: string; port: number; tls: boolean } {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Error(`MQTT_URL "${url}" is not a URL → write mqtt://host:1883 or mqtts://host:8883`);
  }
  const tls = parsed.protocol === "mqtts:";
  if (!tls && parsed.protocol !== "mqtt:")
    throw new Error(`MQTT_URL has ${parsed.protocol}//, expected mqtt:// or mqtts:// → name the broker's TCP port`);
  return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port) || (tls ? 8883 : 1883), tls };
}

/** Joins a browser's stream with a new connection to the broker; when one side ends, so does the other. */
export function bridgeTo(url: string, browser: Duplex): void {
  const { host, port, tls } = brokerAddress(url);
  const broker = tls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  broker.setNoDelay(true);
  broker.on("error", () => browser.destroy());
  browser.on("error", () => broker.destroy());
  broker.on("close", () => browser.destroy());
  browser.on("close", () => broker.destroy());
  browser.pipe(broker).pipe(browser);
}
