// Processes of bench live, started by fork: a publisher, a client that only counts, a hub. They talk by messages.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { startHub } from "../../src/hub/main.ts";
import { BUILT_FORMAT } from "../../src/twin/scene/built.ts";
import { benchCity } from "./benchCity.ts";
import { BENCH_MANIFEST, SCENE_ID } from "./benchScene.ts";

/** What a receiver has seen. */
export interface Received {
  messages: number;
  /** ms since 1970 of the first and the last message. */
  first: number;
  last: number;
  /** Rows in the history; 0 without one. */
  written: number;
  historyWaiting: number;
  dropped: number;
  errors: number;
  /** CPU time of the process since its start, ms. */
  cpuMs: number;
  heapUsed: number;
}

const [role, url, ...rest] = process.argv.slice(2);
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

if (role === "publish") {
  // Points, messages, and messages a second (0: as fast as the socket takes them).
  const [points, count, rate] = rest.map(Number);
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
  const codes = Array.from({ length: points }, (_, i) => `bench/json/P${String(i).padStart(6, "0")}`);
  process.send?.({ ready: true });
  process.once("message", async () => {
    const began = performance.now();
    for (let sent = 0; sent < count; ) {
      const due = rate > 0 ? Math.min(count, Math.floor(((performance.now() - began) / 1000) * rate)) : sent + 500;
      for (; sent < Math.min(due, count); sent++) {
        const value = (Math.imul(sent, 2654435761) >>> 0) % 100;
        client.publish(codes[sent % points], `{"v":${value},"t":${Date.now()}}`, { qos: 0 });
      }
      // The socket's own pressure: wait while it is full, else give it a turn.
      const { stream } = client as unknown as {
        stream: { writableNeedDrain: boolean; once(e: string, f: () => void): void };
      };
      if (stream.writableNeedDrain) await new Promise<void>((done) => stream.once("drain", done));
      else await new Promise((done) => (rate > 0 ? setTimeout(done, 2) : setImmediate(done)));
    }
    await client.endAsync();
    process.send?.({ done: count });
  });
} else if (role === "bare") {
  const seen = { messages: 0, first: 0, last: 0 };
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
  client.on("message", () => {
    seen.last = Date.now();
    if (seen.messages++ === 0) seen.first = seen.last;
  });
  await client.subscribeAsync("bench/#");
  process.send?.({ ready: true });
  process.on("message", () =>
    process.send?.({
      ...seen,
      written: 0,
      historyWaiting: 0,
      dropped: 0,
      errors: 0,
      cpuMs: cpu(),
      heapUsed: process.memoryUsage().heapUsed,
    }),
  );
} else if (role === "hub") {
  const [points, keep] = [Number(rest[0]), rest[1] === "keep"];
  const folder = mkdtempSync(join(tmpdir(), "yiwang-live-"));
  writeFileSync(join(folder, "nodes.bin"), benchCity(points).encode());
  writeFileSync(
    join(folder, "built.json"),
    JSON.stringify({ format: BUILT_FORMAT, id: SCENE_ID, hash: "x", scene: BENCH_MANIFEST }),
  );
  const hub = await startHub({
    port: 0,
    host: "127.0.0.1",
    sceneDir: folder,
    appDir: folder,
    dataDir: folder,
    mqttUrl: url,
    databaseUrl: keep ? undefined : null,
    log: () => undefined,
  });
  await hub.ready;
  process.send?.({ ready: true, url: hub.url });
  let [first, last, before] = [0, 0, 0];
  setInterval(() => {
    const { messages } = hub.ingest;
    if (messages === before) return;
    before = messages;
    last = Date.now();
    first ||= last;
  }, 5);
  process.on("message", async (what) => {
    if (what === "stop") {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    }
    const { historyTally } = hub;
    process.send?.({
      messages: hub.ingest.messages,
      first,
      last,
      written: (historyTally?.written ?? 0) + (historyTally?.duplicates ?? 0),
      historyWaiting: historyTally?.waiting ?? 0,
      dropped: historyTally?.dropped ?? 0,
      errors: hub.ingest.counters[0].errors,
      cpuMs: cpu(),
      heapUsed: process.memoryUsage().heapUsed,
    });
  });
}
