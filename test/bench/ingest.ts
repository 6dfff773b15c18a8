// Ingest: messages to rolled-up state. The state table against a Map of objects with a walk up the tree,
// then whole messages per convention, then an end-to-end run through the embedded broker.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { Ingest } from "../../src/feeds/ingest.ts";
import { writeSenml } from "../../src/feeds/senml.ts";
import { encodeSparkplug, SPB_TYPE } from "../../src/feeds/sparkplugPayload.ts";
import { startHub } from "../../src/hub/main.ts";
import type { NodeTable } from "../../src/twin/nodeTable.ts";
import { stateNodesOf } from "../../src/twin/rollUp.ts";
import { BUILT_FORMAT } from "../../src/twin/scene/built.ts";
import { readScene } from "../../src/twin/scene/readScene.ts";
import { StateTable } from "../../src/twin/stateTable.ts";
import { benchCity, bestOf, printTable } from "./benchCity.ts";

const POINTS = 20_000;
const READINGS = 200_000;
const text = new TextEncoder();
const zh = (name: string): { zh: string } => ({ zh: name });

const MANIFEST = {
  id: "bench",
  name: zh("测试城"),
  adminCode: "339900",
  kinds: [
    {
      id: "level",
      level: "point",
      name: zh("水位"),
      field: "resilience",
      intervalSeconds: 600,
      limits: { high: [60, 75, 90, 95], deadband: 1 },
    },
  ],
  feeds: [
    {
      id: "json",
      name: zh("直报"),
      convention: "json",
      topic: "bench/json/{code}",
      origin: "live",
      readings: [{ node: "{code}", value: "v", time: "t" }],
    },
    {
      id: "senml",
      name: zh("网关"),
      convention: "senml",
      topic: "bench/senml/{gateway}",
      namePattern: "urn:{code}",
      origin: "live",
      readings: [{ node: "{code}" }],
    },
    {
      id: "spb",
      name: zh("边缘"),
      convention: "sparkplugB",
      topic: "spBv1.0/bench/#",
      origin: "live",
      readings: [{ node: "{metric}" }],
    },
  ],
};

/** Prints the tables. */
export async function run(): Promise<void> {
  const nodes = benchCity(POINTS);
  stateAgainstMap(nodes);
  conventions(nodes);
  await endToEnd(nodes);
}

/** Deterministic values that change severity now and then. */
const valueAt = (i: number): number => (Math.imul(i, 2654435761) >>> 0) % 100;
const severityAt = (i: number): number => (valueAt(i) > 95 ? 5 : valueAt(i) > 75 ? 3 : 1);

interface NaiveNode {
  value: number;
  time: number;
  severity: number;
  parent: string | undefined;
  counts: Record<number, number>;
}

function stateAgainstMap(nodes: NodeTable): void {
  const state = new StateTable(stateNodesOf(nodes));
  const { points } = state;
  const { parent, code } = nodes.columns;
  const map = new Map<string, NaiveNode>();
  for (let slot = 0; slot < nodes.coreCount; slot++)
    map.set(code[slot], {
      value: Number.NaN,
      time: 0,
      severity: 0,
      parent: parent[slot] < 0 ? undefined : code[parent[slot]],
      counts: {},
    });
  let clock = 1;
  const [ours, theirs] = bestOf(
    5,
    () => {
      for (let i = 0; i < READINGS; i++)
        state.apply(points[i % points.length], valueAt(i), clock + i, 0, severityAt(i), 0);
      state.clearDirty();
    },
    () => {
      for (let i = 0; i < READINGS; i++) {
        const node = map.get(code[points[i % points.length]]) as NaiveNode;
        const before = node.severity;
        Object.assign(node, { value: valueAt(i), time: clock + i, severity: severityAt(i) });
        if (before === node.severity) continue;
        for (let up = node.parent; up !== undefined; ) {
          const above = map.get(up) as NaiveNode;
          above.counts[before] = (above.counts[before] ?? 0) - 1;
          above.counts[node.severity] = (above.counts[node.severity] ?? 0) + 1;
          up = above.parent;
        }
      }
      clock += READINGS;
    },
  );
  const city = map.get(code[0]) as NaiveNode;
  for (const severity of [1, 3, 5])
    if (state.counts[severity] !== city.counts[severity])
      throw new Error(
        `severity ${severity}: ${state.counts[severity]} points by state table, ${city.counts[severity]} by Map`,
      );
  if (state.tally.applied !== 5 * READINGS) throw new Error(`${state.tally.applied} readings applied`);
  const bytes = nodes.coreCount * (4 + 8 + 8 + 1 + 1 + 8 + 1 + 1 + 1 + 4 + 4 * 7 + 4);
  printTable(`state table against a Map of objects: ${READINGS} readings on ${points.length} points, same roll-up`, [
    ["", "ms", "readings/s", "ratio"],
    ["typed arrays", ours.toFixed(1), rate(READINGS, ours), "1.0"],
    ["Map of objects", theirs.toFixed(1), rate(READINGS, theirs), (theirs / ours).toFixed(1)],
  ]);
  console.log(`  state of ${nodes.coreCount} slots: ${(bytes / 2 ** 20).toFixed(1)} MiB (bound: 73 bytes a slot)`);
}

const rate = (count: number, ms: number): string => Math.round((count / ms) * 1000).toLocaleString("en");

function conventions(nodes: NodeTable): void {
  const scene = readScene({ ...MANIFEST, sources: { generator: "x" } });
  const state = new StateTable(stateNodesOf(nodes));
  const ingest = new Ingest(scene, nodes, state, {
    changed: () => undefined,
    rebirth: () => undefined,
  });
  const codes = Array.from(state.points, (slot) => nodes.columns.code[slot]);
  let t = 1_790_000_000_000;
  const rows = [["convention", "messages", "readings", "ms", "messages/s", "readings/s"]];
  const measure = (name: string, messages: [string, Uint8Array][], readings: number): void => {
    const before = state.tally.applied;
    const start = performance.now();
    for (const [topic, payload] of messages) ingest.handle(topic, payload, t);
    const ms = performance.now() - start;
    if (state.tally.applied - before !== readings)
      throw new Error(`${name}: ${state.tally.applied - before} of ${readings} taken`);
    rows.push([
      name,
      String(messages.length),
      String(readings),
      ms.toFixed(0),
      rate(messages.length, ms),
      rate(readings, ms),
    ]);
  };
  for (const name of ["JSON, cold", "JSON, warm"]) {
    t += 1000;
    measure(
      name,
      codes.map((code, i) => [
        `bench/json/${code}`,
        text.encode(`{"v":${valueAt(i)},"t":"${new Date(t).toISOString()}"}`),
      ]),
      codes.length,
    );
  }
  t += 1000;
  const packs: [string, Uint8Array][] = [];
  for (let i = 0; i < codes.length; i += 20) {
    const values = codes.slice(i, i + 20).map((code, n) => ({ name: code, time: t, value: valueAt(i + n) }));
    packs.push([`bench/senml/g${i}`, text.encode(writeSenml("urn:", values))]);
  }
  measure("SenML, 20 a pack", packs, codes.length);
  t += 1000;
  const metrics = codes.map((code, i) => ({ name: code, alias: i, timestamp: t, datatype: SPB_TYPE.double, value: 1 }));
  ingest.handle("spBv1.0/bench/NBIRTH/e", encodeSparkplug({ seq: 0, timestamp: t, metrics }), t);
  t += 1000;
  const data: [string, Uint8Array][] = [];
  for (let i = 0; i < codes.length; i += 20) {
    const changed = metrics
      .slice(i, i + 20)
      .map(({ alias, datatype }) => ({ alias, datatype, timestamp: t, value: valueAt(alias) }));
    data.push(["spBv1.0/bench/NDATA/e", encodeSparkplug({ seq: (1 + i / 20) % 256, timestamp: t, metrics: changed })]);
  }
  measure("Sparkplug B, 20 by alias", data, codes.length);
  printTable("decode, map, judge, roll up: one core, one pass, no network", rows);
}

/** A flood of JSON messages through the embedded broker, counted where they arrive. */
async function endToEnd(nodes: NodeTable): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-hub-"));
  writeFileSync(join(folder, "nodes.bin"), nodes.encode());
  writeFileSync(
    join(folder, "built.json"),
    JSON.stringify({ format: BUILT_FORMAT, id: "bench", hash: "", scene: MANIFEST }),
  );
  const hub = await startHub({
    port: 0,
    mqttPort: 0,
    host: "127.0.0.1",
    sceneDir: folder,
    appDir: folder,
    dataDir: folder,
    log: () => undefined,
  });
  await hub.ready;
  const device = await mqtt.connectAsync(hub.mqttUrl, { protocolVersion: 4 });
  const codes = Array.from(hub.state.points, (slot) => nodes.columns.code[slot]);
  const messages = 60_000;
  const start = performance.now();
  const before = hub.ingest.messages;
  for (let i = 0; i < messages; i++) {
    device.publish(
      `bench/json/${codes[i % codes.length]}`,
      `{"v":${valueAt(i)},"t":${Date.now() + (i % 1000) / 1000}}`,
    );
    if (i % 500 === 499) await new Promise((done) => setImmediate(done));
  }
  while (hub.ingest.messages - before < messages) {
    if (performance.now() - start > 60_000) break;
    await new Promise((done) => setTimeout(done, 5));
  }
  const ms = performance.now() - start;
  const arrived = hub.ingest.messages - before;
  printTable("end to end: device → embedded broker → hub, publisher in the same process and thread", [
    ["published", "arrived", "ms", "messages/s"],
    [String(messages), String(arrived), ms.toFixed(0), rate(arrived, ms)],
  ]);
  await device.endAsync(true);
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
}
