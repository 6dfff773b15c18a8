// Devices on plain MQTT, each in a convention of the demo city's feeds.

import mqtt, { type MqttClient } from "mqtt";
import { writeSenml } from "../../../src/feeds/senml.ts";
import { encodeSparkplug, SPB_TYPE } from "../../../src/feeds/sparkplugPayload.ts";

export interface Device {
  client: MqttClient;
  /** One value on a topic of its own. @param time source time, ms since 1970 */
  json(kind: string, code: string, value: number, time?: number): Promise<void>;
  /** One pack of a gateway. */
  senml(gateway: string, values: Readonly<Record<string, number>>, time?: number): Promise<void>;
  /** An edge node's birth with these metrics, by code. */
  sparkplugBirth(edge: string, values: Readonly<Record<string, number>>, time?: number): Promise<void>;
  /** Later data of an edge node that was born here, by alias as the convention has it. */
  sparkplugData(edge: string, values: Readonly<Record<string, number>>, time?: number): Promise<void>;
  raw(topic: string, payload: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export async function connectDevice(url: string): Promise<Device> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4 });
  client.on("error", () => undefined);
  const edges = new Map<string, { seq: number; alias: Map<string, number> }>();
  const raw = async (topic: string, payload: string | Uint8Array): Promise<void> => {
    await client.publishAsync(topic, payload as Buffer | string, { qos: 1 });
  };
  return {
    client,
    raw,
    json: (kind, code, value, time = Date.now()) =>
      raw(`linjiang/json/${kind}/${code}`, JSON.stringify({ v: value, t: new Date(time).toISOString() })),
    senml: (gateway, values, time = Date.now()) =>
      raw(
        `linjiang/senml/${gateway}`,
        writeSenml(
          "urn:yw:",
          Object.entries(values).map(([name, value]) => ({ name, time, value })),
        ),
      ),
    sparkplugBirth: async (edge, values, time = Date.now()) => {
      const alias = new Map(Object.keys(values).map((code, i) => [code, i + 1]));
      edges.set(edge, { seq: 0, alias });
      const metrics = Object.entries(values).map(([name, value]) => ({
        name,
        alias: alias.get(name),
        timestamp: time,
        datatype: SPB_TYPE.double,
        value,
      }));
      await raw(`spBv1.0/linjiang/NBIRTH/${edge}`, encodeSparkplug({ timestamp: time, seq: 0, metrics }));
    },
    sparkplugData: async (edge, values, time = Date.now()) => {
      const born = edges.get(edge);
      if (!born) throw new Error(`${edge} was not born`);
      born.seq = (born.seq + 1) % 256;
      const metrics = Object.entries(values).map(([name, value]) => ({
        alias: born.alias.get(name),
        timestamp: time,
        datatype: SPB_TYPE.double,
        value,
      }));
      await raw(`spBv1.0/linjiang/NDATA/${edge}`, encodeSparkplug({ timestamp: time, seq: born.seq, metrics }));
    },
    close: () => client.endAsync(true),
  };
}
