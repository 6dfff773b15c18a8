// Sparkplug B edge nodes, one per district: birth of node and devices, data by alias, a will as death, rebirth on command.

import mqtt, { type MqttClient } from "mqtt";
import { decodeSparkplug, encodeSparkplug, SPB_TYPE, type SpbMetric } from "../src/feeds/sparkplugPayload.ts";
import { type Address, rawValue, writeTemplate } from "./addresses.ts";
import type { MockCity } from "./mockCity.ts";
import type { SensorModel } from "./model.ts";
import type { Sender } from "./senders.ts";

interface Member {
  address: Address;
  name: string;
  alias: number;
}

const RETRY_MS = 2000;

/** One edge node with its own connection, because a will belongs to a connection. */
export class SparkplugEdge {
  readonly senders: Sender[];
  private readonly devices = new Map<string, Member[]>();
  private client: MqttClient | undefined;
  private seq = 0;
  private bdSeq = -1;
  private timer: NodeJS.Timeout | undefined;
  private wanted = false;
  private born = false;

  constructor(
    private readonly city: MockCity,
    private readonly model: SensorModel,
    private readonly brokerUrl: string,
    private readonly group: string,
    readonly id: string,
    /** District the edge stands in. */
    readonly district: number,
    addresses: readonly Address[],
    private readonly count: (messages: number, readings: number) => void,
    private readonly log: (text: string) => void,
  ) {
    let alias = 1;
    for (const address of addresses) {
      const { code } = city.nodes.columns;
      const name = writeTemplate(
        address.feed.namePattern ?? "{metric}",
        { metric: code[address.slot], name: code[address.slot], ...address.captures },
        id,
      );
      const device = this.deviceOf(address.slot);
      const members = this.devices.get(device) ?? [];
      members.push({ address, name, alias: alias++ });
      this.devices.set(device, members);
    }
    this.senders = [...this.devices].flatMap(([device, members]) => this.sendersOf(device, members));
  }

  /** Connects and gives birth. */
  start(): void {
    this.wanted = true;
    this.connect();
  }

  /** Cuts the connection without a goodbye: the broker sends the will. */
  die(): void {
    this.wanted = false;
    this.born = false;
    this.client?.stream.destroy();
  }

  get alive(): boolean {
    return this.wanted;
  }

  async close(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    if (this.born) this.publish(`NDEATH/${this.id}`, encodeSparkplug({ metrics: [this.bdSeqMetric()] }));
    this.born = false;
    await this.client?.endAsync(!this.client.connected);
  }

  private connect(): void {
    this.bdSeq = (this.bdSeq + 1) % 256;
    const client = mqtt.connect(this.brokerUrl, {
      protocolVersion: 4,
      clientId: `${this.id}-${process.pid}-${this.bdSeq}`,
      reconnectPeriod: 0,
      queueQoSZero: false,
      will: {
        topic: `spBv1.0/${this.group}/NDEATH/${this.id}`,
        payload: Buffer.from(encodeSparkplug({ metrics: [this.bdSeqMetric()] })),
        qos: 1,
        retain: false,
      },
    });
    this.client = client;
    client.on("connect", () => {
      client.subscribe(`spBv1.0/${this.group}/NCMD/${this.id}`, () => this.birth(Date.now()));
    });
    client.on("message", (_topic, payload) => this.command(payload));
    client.on("error", (error) => this.log(`edge ${this.id}: ${error.message}`));
    client.on("close", () => {
      client.end(true);
      if (this.client !== client) return;
      this.born = false;
      clearTimeout(this.timer);
      if (this.wanted) this.timer = setTimeout(() => this.connect(), RETRY_MS);
    });
  }

  private command(payload: Uint8Array): void {
    try {
      const rebirth = decodeSparkplug(payload).metrics.some(
        ({ name, value }) => name === "Node Control/Rebirth" && value === true,
      );
      if (rebirth) this.birth(Date.now());
    } catch (error) {
      this.log(`edge ${this.id}: command not understood: ${(error as Error).message}`);
    }
  }

  private birth(time: number): void {
    this.seq = 0;
    this.born = true;
    this.say(`NBIRTH/${this.id}`, time, [
      this.bdSeqMetric(),
      { name: "Node Control/Rebirth", timestamp: time, datatype: SPB_TYPE.boolean, value: false },
    ]);
    for (const [device, members] of this.devices) {
      const metrics = members.map((member) => ({ ...this.metric(member, time), name: member.name }));
      this.say(`DBIRTH/${this.id}/${device}`, time, metrics);
      this.count(0, metrics.length);
    }
  }

  private sendersOf(device: string, members: readonly Member[]): Sender[] {
    const byInterval = new Map<number, Member[]>();
    for (const member of members) {
      const kind = this.city.scene.kinds[this.city.nodes.columns.kind[member.address.slot]];
      byInterval.set(kind.intervalSeconds * 1000, [...(byInterval.get(kind.intervalSeconds * 1000) ?? []), member]);
    }
    return [...byInterval].map(([intervalMs, own]) => ({
      intervalMs,
      send: (time) => {
        if (!this.born) return 0;
        const metrics = own
          .filter(({ address }) => !this.model.silent(address.slot, time))
          .map((member) => this.metric(member, time));
        if (metrics.length > 0) this.say(`DDATA/${this.id}/${device}`, time, metrics);
        return metrics.length;
      },
    }));
  }

  private metric({ address, alias }: Member, time: number): SpbMetric {
    const value = rawValue(address.feed, address.reading, this.model.read(address.slot, time));
    return { alias, timestamp: time, datatype: SPB_TYPE.double, value };
  }

  private bdSeqMetric(): SpbMetric {
    return { name: "bdSeq", datatype: SPB_TYPE.uint64, value: this.bdSeq };
  }

  private say(path: string, time: number, metrics: SpbMetric[]): void {
    this.publish(path, encodeSparkplug({ timestamp: time, metrics, seq: this.seq }));
    this.seq = (this.seq + 1) % 256;
    this.count(1, 0);
  }

  private publish(path: string, payload: Uint8Array): void {
    const [type, ...rest] = path.split("/");
    if (this.client?.connected)
      this.client.publish(`spBv1.0/${this.group}/${type}/${rest.join("/")}`, payload as Buffer, { qos: 0 });
  }

  /** A facility is a device; what stands in no facility belongs to its street's cabinet. */
  private deviceOf(slot: number): string {
    const { facility, street, nodes } = this.city;
    const owner = facility[slot] >= 0 ? facility[slot] : Math.max(street[slot], 0);
    return nodes.columns.code[owner];
  }
}

/** One edge node per feed and district. */
export function makeEdges(
  city: MockCity,
  model: SensorModel,
  brokerUrl: string,
  addresses: readonly Address[],
  count: (messages: number, readings: number) => void,
  log: (text: string) => void,
): SparkplugEdge[] {
  const byEdge = new Map<string, Address[]>();
  for (const address of addresses) {
    const key = `${address.feed.id} ${city.district[address.slot]}`;
    byEdge.set(key, [...(byEdge.get(key) ?? []), address]);
  }
  return [...byEdge.values()].map((own) => {
    const district = city.district[own[0].slot];
    const group = own[0].feed.topic.split("/")[1];
    const id = `edge-${city.nodes.columns.code[Math.max(district, 0)]}`;
    const named = group.includes("{") || group === "#" || group === undefined ? city.scene.id : group;
    return new SparkplugEdge(city, model, brokerUrl, named, id, district, own, count, log);
  });
}
