// With an external broker: a browser's packets are looked at one by one, and what its person may neither say nor hear never reaches the broker.
// To the broker every browser is the hub's own user, whose name and password no browser learns.

import { randomUUID } from "node:crypto";
import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import mqttPacket, { type IConnectPacket, type Packet } from "mqtt-packet";
import type { BrowserRights } from "./broker.ts";

/** A browser says little; a packet larger than this is not one of ours, bytes. */
const LARGEST_PACKET = 64 * 1024;
const REFUSED = 0x80;
/** What a browser may send besides connecting, subscribing and publishing. */
const HARMLESS = new Set<string>(["pingreq", "unsubscribe", "disconnect", "puback", "pubrec", "pubrel", "pubcomp"]);

/** Where an mqtt:// or mqtts:// URL points, and as whom. @throws Error for any other URL */
export function brokerAddress(url: string): { host: string; port: number; tls: boolean } {
  const parsed = parse(url);
  const tls = parsed.protocol === "mqtts:";
  return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port) || (tls ? 8883 : 1883), tls };
}

function parse(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Error(`MQTT_URL "${url}" is not a URL → write mqtt://host:1883 or mqtts://host:8883`);
  }
  if (parsed.protocol !== "mqtts:" && parsed.protocol !== "mqtt:")
    throw new Error(`MQTT_URL has ${parsed.protocol}//, expected mqtt:// or mqtts:// → name the broker's TCP port`);
  return parsed;
}

/** Joins a browser's stream with a new connection to the broker; when one side ends, so does the other. */
export function bridgeTo(url: string, browser: Duplex, rights: BrowserRights): void {
  const { host, port, tls } = brokerAddress(url);
  const broker = tls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  broker.setNoDelay(true);
  const end = (): void => {
    browser.destroy();
    broker.destroy();
  };
  for (const side of [broker, browser]) {
    side.on("error", end);
    side.on("close", end);
  }
  const down = new WholePackets(browser);
  broker.on("data", (bytes: Buffer) => {
    if (!down.write(bytes)) broker.pause();
  });
  browser.on("drain", () => broker.resume());

  let version = 0;
  const parser = mqttPacket.parser();
  /** What goes to the broker for a packet of the browser; undefined when nothing does. @throws Error for what ends the connection */
  const passed = (packet: Packet): Packet | undefined => {
    if (packet.cmd === "connect") {
      if (version !== 0) throw new Error("connects twice");
      version = packet.protocolVersion ?? 4;
      return asHub(packet, parse(url));
    }
    if (version === 0) throw new Error("does not connect first");
    if (packet.cmd === "subscribe") {
      if (packet.subscriptions.every(({ topic }) => rights.mayHear(topic))) return packet;
      const granted = packet.subscriptions.map(() => REFUSED);
      const refusal = { cmd: "suback", messageId: packet.messageId ?? 1, granted } as const;
      down.between(mqttPacket.generate(refusal as unknown as Packet, { protocolVersion: version }));
      return undefined;
    }
    // A retained ask would be asked anew of every hub that starts.
    const allowed = packet.cmd === "publish" ? rights.maySay(packet.topic) && !packet.retain : HARMLESS.has(packet.cmd);
    if (!allowed) throw new Error(`may not ${packet.cmd}`);
    return packet;
  };
  parser.on("packet", (packet) => {
    try {
      const onwards = passed(packet);
      if (onwards) broker.write(mqttPacket.generate(onwards, { protocolVersion: version }));
    } catch {
      end();
    }
  });
  parser.on("error", end);
  const size = new PacketSizes();
  browser.on("data", (bytes: Buffer) => {
    if (size.largest(bytes) > LARGEST_PACKET) end();
    else parser.parse(bytes);
  });
}

/** The browser's CONNECT as the broker gets it: the hub's name, no will, nothing kept, a name nobody else has. */
function asHub(packet: IConnectPacket, url: URL): IConnectPacket {
  const { will: _will, properties: _properties, ...rest } = packet;
  const user = url.username
    ? { username: decodeURIComponent(url.username), password: Buffer.from(decodeURIComponent(url.password)) }
    : { username: undefined, password: undefined };
  return { ...rest, ...user, clientId: `yiwang-page-${randomUUID().slice(0, 12)}`, clean: true };
}

/** Where packets begin and end in a stream of bytes, by their fixed headers alone. */
class PacketSizes {
  /** Bytes of the present packet that are still to come; 0 between packets. */
  rest = 0;
  private header = 0;
  private shift = 0;
  private length = 0;

  /** Goes over the next bytes. @returns the largest length a packet in them declares */
  largest(bytes: Buffer): number {
    let most = 0;
    for (let at = 0; at < bytes.length; ) {
      if (this.rest > 0) {
        const step = Math.min(this.rest, bytes.length - at);
        this.rest -= step;
        at += step;
        continue;
      }
      const byte = bytes[at++];
      if (this.header++ === 0) continue;
      this.length += (byte & 127) * 2 ** this.shift;
      this.shift += 7;
      if (byte & 128 && this.shift < 28) continue;
      most = Math.max(most, this.length);
      this.rest = this.length;
      this.header = this.shift = this.length = 0;
    }
    return most;
  }

  get between(): boolean {
    return this.rest === 0 && this.header === 0;
  }
}

/** A stream of packets to which whole packets can be added without tearing one apart. */
class WholePackets {
  private readonly sizes = new PacketSizes();
  private readonly waiting: Buffer[] = [];

  constructor(private readonly stream: Duplex) {}

  write(bytes: Buffer): boolean {
    this.sizes.largest(bytes);
    const more = this.stream.write(bytes);
    this.flush();
    return more;
  }

  /** Written as soon as no packet is under way. */
  between(packet: Buffer): void {
    this.waiting.push(packet);
    this.flush();
  }

  private flush(): void {
    if (!this.sizes.between) return;
    for (const packet of this.waiting.splice(0)) this.stream.write(packet);
  }
}
