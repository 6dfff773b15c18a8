// A hub over the tiny city, with a real browser-side MQTT client that keeps a state table from its frames.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { applyFrame, decodeFrame, type Frame } from "../../../src/feeds/frame.ts";
import { FrameSequence } from "../../../src/feeds/frameSequence.ts";
import { type Hub, type HubOptions, startHub } from "../../../src/hub/main.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { BUILT_FORMAT } from "../../../src/twin/scene/built.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "../twin/tinyCity.ts";

const bilingual = (zh: string): { zh: string } => ({ zh });

export const TINY_SCENE = {
  id: "tiny",
  name: bilingual("小城"),
  adminCode: "310000",
  kinds: [
    {
      id: "level",
      level: "point",
      name: bilingual("水位"),
      field: "resilience",
      intervalSeconds: 600,
      limits: { high: [0.5, 0.8, 1, 1.2], deadband: 0.1 },
    },
    { id: "temp", level: "point", name: bilingual("气温"), field: "liveable", intervalSeconds: 600, range: [-10, 40] },
  ],
  feeds: [
    {
      id: "plain",
      name: bilingual("直报"),
      convention: "json",
      topic: "city/level/{code}",
      origin: "live",
      readings: [{ node: "{code}", value: "v", time: "t" }],
    },
    {
      id: "lora",
      name: bilingual("网关"),
      convention: "senml",
      topic: "city/lora/{gateway}",
      namePattern: "urn:dev:{code}",
      origin: "simulated",
      readings: [{ node: "{code}" }],
    },
    {
      id: "edges",
      name: bilingual("边缘"),
      convention: "sparkplugB",
      topic: "spBv1.0/tiny/#",
      origin: "live",
      readings: [{ node: "{metric}" }],
    },
  ],
  live: { framesPerSecond: 20 },
};

/** A demonstration's visitor: whoever comes from this machine looks at everything. */
export const VISITED = {
  demo: [{ id: "observer", name: bilingual("访客"), grants: [{ role: "observer", clearance: 6 }] }],
};

/** Writes a built scene as the builder does, with empty layers. @param access of the manifest */
export function writeTinyScene(access?: object): { sceneDir: string; appDir: string; dataDir: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "tiny-hub-"));
  const [sceneDir, appDir, dataDir] = ["scene", "app", "data"].map((name) => join(root, name));
  for (const directory of [sceneDir, join(sceneDir, "layers"), appDir, join(appDir, "assets"), dataDir])
    mkdirSync(directory, { recursive: true });
  writeFileSync(join(sceneDir, "nodes.bin"), tinyCity().encode());
  writeFileSync(
    join(sceneDir, "built.json"),
    JSON.stringify({
      format: BUILT_FORMAT,
      id: "tiny",
      hash: "abc",
      scene: { ...TINY_SCENE, ...(access ? { access } : {}) },
    }),
  );
  return { sceneDir, appDir, dataDir, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Starts a hub over the tiny city on free ports. */
export async function startTinyHub(
  more: Partial<HubOptions> = {},
  access?: object,
): Promise<Hub & { log: string[]; stop(): Promise<void> }> {
  const folders = writeTinyScene(access);
  const log: string[] = [];
  const hub = await startHub({
    port: 0,
    mqttPort: 0,
    host: "127.0.0.1",
    ...folders,
    log: (text) => log.push(text),
    graceMs: 50,
    databaseUrl: null,
    ...more,
  });
  await hub.ready;
  const stop = async (): Promise<void> => {
    await hub.close();
    folders.remove();
  };
  return { ...hub, log, stop };
}

/** A browser: subscribes to everything it may hear, applies frames as the app does. */
export class TinyBrowser {
  readonly nodes = tinyCity();
  readonly state = new StateTable(stateNodesOf(this.nodes));
  readonly frames: Frame[] = [];
  gaps = 0;
  status:
    | { online: boolean; stale?: number; sourceBroker?: string; unmapped?: number; brokerDropped?: number | null }
    | undefined;
  readonly client: MqttClient;
  private readonly sequences = new Map<number, FrameSequence>();

  /** @param cookie of whoever is signed in @param of frames that are taken; all if not given */
  constructor(url: string, cookie?: string, of?: readonly number[]) {
    const frames = of?.flatMap((frame) => [`frame/${frame}`, `key/${frame}`]) ?? ["frame/+", "key/+"];
    const topics = ["status", "movers/+", "alerts", ...frames].map((topic) => `yiwang/tiny/${topic}`);
    this.client = mqtt.connect(`${url.replace("http", "ws")}/mqtt`, {
      reconnectPeriod: 100,
      clean: true,
      ...(cookie ? { wsOptions: { headers: { cookie } } } : {}),
    });
    this.client.on("connect", () =>
      this.client.subscribe(topics, () => {
        const all = Array.from({ length: this.nodes.partitionCount }, (_, i) => i);
        for (const frame of of ?? all) this.client.publish(`yiwang/tiny/ask/${frame}`, "");
      }),
    );
    this.client.on("error", () => undefined);
    this.client.on("message", (topic, payload) => {
      if (topic.endsWith("/status")) this.status = JSON.parse(payload.toString());
      else if (topic.includes("/frame/") || topic.includes("/key/")) this.take(decodeFrame(payload));
    });
  }

  private take(frame: Frame): void {
    this.frames.push(frame);
    let sequence = this.sequences.get(frame.partition);
    if (!sequence) {
      sequence = new FrameSequence();
      this.sequences.set(frame.partition, sequence);
    }
    const verdict = sequence.next(frame);
    if (verdict === "apply") applyFrame(frame, this.state);
    if (verdict === "gap") {
      this.gaps++;
      this.client.publish(`yiwang/tiny/ask/${frame.partition}`, "");
    }
  }

  at(code: string): number {
    return this.nodes.slotOf(code);
  }

  valueOf(code: string): number {
    return this.state.value[this.at(code)];
  }

  flagsOf(code: string): number {
    return this.state.flags[this.at(code)];
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** A device on plain MQTT. */
export async function connectDevice(url: string, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  return mqtt.connectAsync(url, { reconnectPeriod: 0, ...options });
}

/** Waits until a condition holds; the failure says what was waited for. */
export async function until(what: string, holds: () => boolean, patienceMs = 8000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
