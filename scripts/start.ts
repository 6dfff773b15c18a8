// npm start: builds the app and the scene when they are missing or out of date, then runs the hub and, for a simulated city, its mock feeds.

import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadScene } from "../src/builder/load.ts";
import { startHub } from "../src/hub/main.ts";
import { SceneError } from "../src/twin/scene/readScene.ts";
import { ensureApp } from "./appBuild.ts";
import { ensureScene } from "./sceneBuild.ts";

const ROOT = join(import.meta.dirname, "..");

const HELP = `npm start -- [options]
  --scene DIR        folder with scene.json (default scenes/linjiang)
  --data DIR         where built scenes and what the hub keeps are (default data; or DATA_DIR)
  --port N           HTTP port (default 8080; or PORT)
  --mqtt-port N      plain MQTT port for devices (default 1883; or MQTT_PORT)
  --host ADDRESS     address to listen on, for browsers and devices (default 127.0.0.1, this machine alone; or HOST)
  --no-mock          do not start the mock feeds
  --incident NAME    burst-main, rainstorm or blackout in the mock feeds
  --rate N           how many times as often the mock feeds publish
  --no-history       keep no readings
  --no-database      keep nothing at all: no history, no alarms and cases, no people; only for this machine
  MQTT_URL           use this broker instead of the embedded one
  ADMIN_PASSWORD     password of the first administrator, where nobody is yet (else the log tells one)
  OIDC_ISSUER …      sign-in by the organisation's own accounts (docs/access.md)
  DATABASE_URL       keep what must not be forgotten in this PostgreSQL instead of DATA/database`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    scene: { type: "string", default: join(ROOT, "scenes/linjiang") },
    data: { type: "string", default: process.env.DATA_DIR ?? join(ROOT, "data") },
    port: { type: "string", default: process.env.PORT ?? "8080" },
    "mqtt-port": { type: "string", default: process.env.MQTT_PORT ?? "1883" },
    host: { type: "string", default: process.env.HOST || "127.0.0.1" },
    mock: { type: "boolean", default: true },
    history: { type: "boolean", default: true },
    database: { type: "boolean", default: true },
    incident: { type: "string" },
    rate: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`${name} ${text} is not a port → write a number from 0 (any free port) to 65535`);
}

/** The mock feeds are a stranger to the city: a process of their own that speaks MQTT and nothing else. */
function startMock(sceneDir: string, sourceDir: string, broker: string): ChildProcess {
  const given = (name: "incident" | "rate"): string[] => (values[name] ? [`--${name}`, values[name]] : []);
  return spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      join(ROOT, "mock-feeds/cli.ts"),
      "run",
      "--scene",
      sceneDir,
      "--source",
      sourceDir,
      "--broker",
      broker,
      ...given("incident"),
      ...given("rate"),
    ],
    { stdio: ["ignore", "inherit", "inherit"], cwd: ROOT },
  );
}

async function main(): Promise<void> {
  if (values.help) {
    console.log(HELP);
    return;
  }
  const port = portOf("--port", values.port);
  const mqttPort = portOf("--mqtt-port", values["mqtt-port"]);
  const sourceDir = resolve(values.scene);
  const scene = loadScene(sourceDir);
  const log = (text: string): void => console.log(text);
  const appDir = await ensureApp(log);
  const sceneDir = await ensureScene(scene, sourceDir, resolve(values.data), log);
  const hub = await startHub({
    port,
    mqttPort,
    host: values.host,
    sceneDir,
    appDir,
    dataDir: resolve(values.data),
    mqttUrl: process.env.MQTT_URL || undefined,
    databaseUrl: values.database ? process.env.DATABASE_URL || undefined : null,
    history: values.history,
  });
  const simulated = scene.feeds.some((feed) => feed.origin === "simulated");
  const mock = values.mock && simulated ? startMock(sceneDir, sourceDir, hub.mqttUrl) : undefined;
  let stopping = false;
  mock?.on("exit", (code) => {
    if (!stopping && code !== 0) console.error(`mock feeds ended (${code}); the hub goes on without them`);
  });
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    mock?.kill("SIGTERM");
    void hub.close().finally(() => process.exit(0));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(`yiwang ready ${hub.url.replace("127.0.0.1", "localhost")}/`);
}

main().catch((error: unknown) => {
  if (error instanceof SceneError) console.error(`scene.json cannot be used:\n${error.message}`);
  else console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
