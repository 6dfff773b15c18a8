// The live path at city scale with Mosquitto: hub against a bare client, publish to state at 20 000 messages a second, memory over millions.

import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import mqtt from "mqtt";
import { applyFrame, decodeFrame } from "../../src/feeds/frame.ts";
import { stateNodesOf } from "../../src/twin/rollUp.ts";
import { StateTable } from "../../src/twin/stateTable.ts";
import { mosquitto } from "../support/brokers.ts";
import { needTool } from "../support/need.ts";
import { freePort } from "../support/process.ts";
import { benchCity, printTable } from "./benchCity.ts";
import { SCENE_ID } from "./benchScene.ts";
import { median } from "./figures.ts";
import type { Received } from "./liveParts.ts";

const POINTS = 100_000;
const FLOOD = Number(process.argv[3] ?? 200_000);
const ROUNDS = 3;
const PACE = 20_000;
const PACED_SECONDS = 15;

interface Part {
  child: ChildProcess;
  /** Asks and waits for the answer. */
  ask(what?: string): Promise<Received>;
  stop(): Promise<void>;
  url: string;
}

async function part(...words: string[]): Promise<Part> {
  const child = fork(join(import.meta.dirname, "liveParts.ts"), words, { execArgv: ["--import", "tsx"] });
  const answer = <T>(): Promise<T> => new Promise((done) => child.once("message", (message) => done(message as T)));
  const { url = "" } = await answer<{ ready: boolean; url?: string }>();
  return {
    child,
    url,
    ask: (what = "tell") => {
      const answered = answer<Received>();
      child.send(what);
      return answered;
    },
    stop: () =>
      new Promise((done) => {
        child.once("exit", () => done());
        if (words[0] === "hub") child.send("stop");
        else child.kill();
      }),
  };
}

/** Waits until a receiver hears and writes nothing new for a second. */
async function calm(receiver: Part): Promise<Received> {
  for (let before = await receiver.ask(), quiet = 0; ; ) {
    await new Promise((done) => setTimeout(done, 250));
    const now = await receiver.ask();
    quiet = now.messages === before.messages && now.historyWaiting === 0 ? quiet + 1 : 0;
    if (quiet >= 5) return now;
    before = now;
  }
}

async function publish(url: string, points: number, count: number, rate: number): Promise<void> {
  const publisher = await part("publish", url, String(points), String(count), String(rate));
  await publisher.ask("go");
  publisher.child.kill();
}

const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

/** npm run bench -- live */
export async function run(): Promise<void> {
  const program = needTool("mosquitto");
  if (!program) return;
  const port = await freePort();
  const broker = await mosquitto(program)(port);
  const url = `mqtt://127.0.0.1:${port}`;
  try {
    await flood(url);
    await paced(url);
    await soak(url);
  } finally {
    await broker.stop();
  }
}

/** As fast as the publisher can: what each receives a second, by turns. */
async function flood(url: string): Promise<void> {
  const ways: [string, string[]][] = [
    ["bare mqtt.js: counts and nothing else", ["bare", url]],
    ["hub: decodes, maps, judges, rolls up", ["hub", url, String(POINTS)]],
    ["hub: the same, and every reading into PGlite", ["hub", url, String(POINTS), "keep"]],
  ];
  const rates = ways.map((): number[] => []);
  const last: (Received | undefined)[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, [, words]] of ways.entries()) {
      const receiver = await part(...words);
      const began = Date.now();
      await publish(url, POINTS, FLOOD, 0);
      const seen = await calm(receiver);
      rates[i].push(seen.messages / ((seen.last - Math.max(began, seen.first)) / 1000));
      last[i] = seen;
      await receiver.stop();
    }
  const base = median(rates[0]);
  printTable(`live: ${FLOOD} JSON messages as fast as they come, ${POINTS} points, Mosquitto, median of ${ROUNDS}`, [
    ["receiver", "messages/s", "share of bare", "received", "rows kept", "CPU ms"],
    ...ways.map(([name], i) => [
      name,
      String(Math.round(median(rates[i]))),
      (median(rates[i]) / base).toFixed(2),
      String(last[i]?.messages),
      String(last[i]?.written),
      String(Math.round(last[i]?.cpuMs ?? 0)),
    ]),
  ]);
}

/** At a pace: from the publisher's clock to a state table as the browser's worker keeps it. */
async function paced(url: string): Promise<void> {
  const count = PACE * PACED_SECONDS;
  const hub = await part("hub", url, String(POINTS), "keep");
  const nodes = benchCity(POINTS);
  const state = new StateTable(stateNodesOf(nodes));
  const client = await mqtt.connectAsync(`${hub.url.replace("http", "ws")}/mqtt`);
  const delays: number[] = [];
  const oldestDelays: number[] = [];
  let [frames, bytes, readings] = [0, 0, 0];
  client.on("message", (_topic, payload) => {
    const frame = decodeFrame(payload);
    if (frame.kind === "key") return;
    applyFrame(frame, state);
    frames++;
    bytes += payload.length;
    readings += frame.slot.length;
    const now = Date.now();
    // The oldest reading of a frame waited longest.
    let oldest = now;
    for (const slot of frame.slot) {
      delays.push(now - state.sourceTime[slot]);
      oldest = Math.min(oldest, state.sourceTime[slot]);
    }
    if (frame.slot.length > 0) oldestDelays.push(now - oldest);
  });
  await client.subscribeAsync(`yiwang/${SCENE_ID}/frame/+`);
  await publish(url, POINTS, count, PACE);
  const seen = await calm(hub);
  await client.endAsync();
  await hub.stop();
  const at = (list: number[], share: number): string =>
    `${[...list].sort((a, b) => a - b)[Math.floor(list.length * share)]} ms`;
  printTable(
    `live: ${PACE} messages a second for ${PACED_SECONDS} s, publish → state table of a client, history kept`,
    [
      ["figure", "value"],
      ["published, received by the hub, kept in PGlite", `${count}, ${seen.messages}, ${seen.written}`],
      [
        "lost on the way, given up by the history, malformed",
        `${count - seen.messages}, ${seen.dropped}, ${seen.errors}`,
      ],
      ["every reading, p50, p99", `${at(delays, 0.5)}, ${at(delays, 0.99)}`],
      ["oldest reading of each frame, p50, p99", `${at(oldestDelays, 0.5)}, ${at(oldestDelays, 0.99)}`],
      ["frames, readings in them", `${frames}, ${readings}`],
      ["bytes a second to one client that takes everything", String(Math.round(bytes / PACED_SECONDS))],
    ],
  );
  if (seen.messages !== count || seen.written !== count) throw new Error("not every message was received and kept");
}

/** Two million messages: the hub's heap at each half million. */
async function soak(url: string): Promise<void> {
  const hub = await part("hub", url, String(POINTS));
  const rows: string[][] = [["messages", "heap used, MiB"]];
  for (let i = 1; i <= 4; i++) {
    await publish(url, POINTS, 500_000, 0);
    const { messages, heapUsed } = await calm(hub);
    rows.push([String(messages), mb(heapUsed)]);
  }
  await hub.stop();
  printTable("live: heap of the hub over two million messages", rows);
}
