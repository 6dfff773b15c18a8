// A program that publishes messages as fast as the socket takes them: node --import tsx flood.ts URL TOPIC COUNT

import mqtt from "mqtt";

const [url, topic, count] = process.argv.slice(2);
const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
console.log("ready");
for (let i = 0; i < Number(count); i++) {
  client.publish(topic, `{"v":${i / Number(count)},"t":${Date.now()}}`);
  if (i % 500 > 0) continue;
  const { stream } = client as unknown as {
    stream: { writableNeedDrain: boolean; once(event: string, done: () => void): void };
  };
  await new Promise<void>((done) => (stream.writableNeedDrain ? stream.once("drain", done) : setImmediate(done)));
}
await client.endAsync();
console.log("done");
