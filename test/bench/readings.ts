// Readings for benches: the demo city's points by turns, through the real broker.

import mqtt from "mqtt";
import { readMockCity } from "../../mock-feeds/mockCity.ts";
import { writeSenml } from "../../src/feeds/senml.ts";
import { valueWith } from "../browser/support/truth.ts";

const PACK = 50;
const TICK_MS = 100;

/** Publishes readings as gateways do; every value differs from the one before, one in a hundred is an alarm. */
export async function load(
  broker: string,
  sceneDir: string,
  perSecond: number,
): Promise<{ published(): number; stop(): Promise<void> }> {
  const { nodes, scene, points } = readMockCity(sceneDir);
  const values = points.map((slot) => {
    const kind = scene.kinds[nodes.columns.kind[slot]];
    const [low, high] = kind.range;
    return {
      calm: valueWith(kind, 1) ?? low,
      alarm: valueWith(kind, 3) ?? valueWith(kind, 4) ?? low,
      step: (high - low) / 5000,
    };
  });
  const client = await mqtt.connectAsync(broker, { protocolVersion: 4 });
  const start = performance.now();
  let count = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - start) / 1000) * perSecond;
    while (count < due) {
      const time = Date.now();
      const pack = Array.from({ length: Math.min(PACK, Math.ceil(perSecond / 100)) }, () => {
        const i = count % points.length;
        const round = Math.floor(count / points.length);
        count++;
        const { calm, alarm, step } = values[i];
        const value = (i + round) % 100 === 0 ? alarm : calm + step * (round % 7);
        return { name: nodes.columns.code[points[i]], time, value };
      });
      client.publish("linjiang/senml/bench", writeSenml("urn:yw:", pack));
    }
  }, TICK_MS);
  return {
    published: () => count,
    stop: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}
