// npm run dev: the hub (and its mock feeds) behind a Vite dev server with hot reload. One Ctrl-C stops all.

import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { loadScene } from "../src/builder/load.ts";
import { startHub } from "../src/hub/main.ts";
import { ensureScene } from "./sceneBuild.ts";

const ROOT = join(import.meta.dirname, "..");

const HELP = `npm run dev -- [options]
  --scene DIR        folder with scene.json (default scenes/linjiang)
  --data DIR         where built scenes are (default data; or DATA_DIR)
  --port N           port of the dev server (default 5173)
  --hub-port N       port of the hub (default 8080; or PORT)
  --mqtt-port N      plain MQTT port for devices (default 1883; or MQTT_PORT)
  --no-mock          do not start the mock feeds
  MQTT_URL           use this broker instead of the embedded one`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    scene: { type: "string", default: join(ROOT, "scenes/linjiang") },
    data: { type: "string", default: process.env.DATA_DIR ?? join(ROOT, "data") },
    port: { type: "string", default: "5173" },
    "hub-port": { type: "string", default: process.env.PORT ?? "8080" },
    "mqtt-port": { type: "string", default: process.env.MQTT_PORT ?? "1883" },
    mock: { type: "boolean", default: true },
    help: { type: "boolean", short: "h", default: false },
  },
});

function portOf(name: "port" | "hub-port" | "mqtt-port"): number {
  const port = Number(values[name]);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`--${name} ${values[name]} is not a port → write a number from 0 (any free port) to 65535`);
}

function startMock(sceneDir: string, sourceDir: string, broker: string): ChildProcess {
  const words = ["run", "--scene", sceneDir, "--source", sourceDir, "--broker", broker];
  return spawn(process.execPath, ["--import", "tsx", join(ROOT, "mock-feeds/cli.ts"), ...words], {
    stdio: ["ignore", "inherit", "inherit"],
    cwd: ROOT,
  });
}

async function main(): Promise<void> {
  if (values.help) return void console.log(HELP);
  const [port, hubPort, mqttPort] = [portOf("port"), portOf("hub-port"), portOf("mqtt-port")];
  const sourceDir = resolve(values.scene);
  const dataDir = resolve(values.data);
  const scene = loadScene(sourceDir);
  const sceneDir = await ensureScene(scene, sourceDir, dataDir, (text) => console.log(text));
  const hub = await startHub({
    port: hubPort,
    mqttPort,
    sceneDir,
    // The app comes from the dev server; what is built may be old.
    appDir: join(dataDir, "no-app"),
    dataDir,
    mqttUrl: process.env.MQTT_URL || undefined,
  });
  // vite.config.ts reads it for its proxy.
  process.env.HUB_URL = hub.url;
  const vite = await createServer({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    server: { port, host: "127.0.0.1" },
  });
  await vite.listen();
  const simulated = scene.feeds.some((feed) => feed.origin === "simulated");
  const mock = values.mock && simulated ? startMock(sceneDir, sourceDir, hub.mqttUrl) : undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    mock?.kill("SIGTERM");
    void Promise.allSettled([vite.close(), hub.close()]).then(() => process.exit(0));
  };
  mock?.on("exit", (code) => {
    if (!stopping && code !== 0) console.error(`mock feeds ended (${code}); the rest goes on without them`);
  });
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(`yiwang dev ready ${vite.resolvedUrls?.local[0] ?? `http://localhost:${port}/`}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
