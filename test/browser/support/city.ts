// A whole city as npm start runs it: scripts/start.ts in a process of its own, on free ports.

import { mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { decodeColumns } from "../../../src/twin/columns.ts";
import { type BuildingColumns, NodeTable } from "../../../src/twin/nodeTable.ts";
import type { BuiltScene } from "../../../src/twin/scene/built.ts";
import { type Running, startScript } from "../../support/process.ts";

export interface City extends Running {
  /** http://localhost:PORT, no slash at the end. */
  url: string;
  /** Where devices publish. */
  mqttUrl: string;
  /** JSON of an API path, as whoever is signed in. */
  api<T>(path: string): Promise<T>;
  /** Signs `api` in as a person of the demonstration. @returns the cookie, for a page's context */
  signIn(person: string): Promise<string>;
  /** Does something as a person, who is signed in to `api` from then on. @returns the hub's answer @throws Error what the hub refused */
  post<T>(person: string, path: string, body: unknown): Promise<T>;
}

export interface CityOptions {
  /** Source folder; default the small city. */
  scene?: string;
  data?: string;
  port?: number;
  mqttPort?: number;
  /** External broker. */
  mqttUrl?: string;
  /** More words for npm start, such as --incident rainstorm; the mock feeds run only when `mock` is true. */
  words?: readonly string[];
  mock?: boolean;
  /** More of the environment. */
  env?: Record<string, string>;
  /** Whether there is a database: history, alarms, cases and people. */
  history?: boolean;
}

/** A folder for what a hub keeps of its own, beside the scenes all tests share. The caller deletes it. */
export function ownData(): string {
  const data = mkdtempSync(join(tmpdir(), "yiwang-own-"));
  symlinkSync(join(inject("data"), "scenes"), join(data, "scenes"));
  return data;
}

export async function startCity(options: CityOptions = {}): Promise<City> {
  const {
    scene = inject("smallCity"),
    data = inject("data"),
    port = 0,
    mqttPort = 0,
    mock = false,
    history = false,
  } = options;
  const words = ["--scene", scene, "--data", data, "--port", String(port), "--mqtt-port", String(mqttPort)];
  const running = startScript(
    "scripts/start.ts",
    [...words, ...(mock ? [] : ["--no-mock"]), ...(history ? [] : ["--no-database"]), ...(options.words ?? [])],
    {
      MQTT_URL: options.mqttUrl ?? "",
      ...options.env,
    },
  );
  const [, url] = await running.says(/yiwang ready (http:\/\/localhost:\d+)\//);
  const [, mqttUrl] = await running.says(/devices at (mqtt:\/\/[^\s,]+)/);
  let cookie = "";
  const signIn = async (person: string): Promise<string> => {
    const response = await fetch(`${url}/api/session/demo`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ person }),
    });
    if (!response.ok) throw new Error(`signing in as ${person}: ${response.status}`);
    cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    return cookie;
  };
  const answer = async <T>(path: string, response: Response): Promise<T> => {
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    ...running,
    url,
    mqttUrl,
    signIn,
    post: async (person, path, body) => {
      const headers = { "content-type": "application/json", cookie: await signIn(person) };
      return answer(path, await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
    },
    api: async (path) => answer(path, await fetch(`${url}${path}`, { headers: cookie ? { cookie } : {} })),
  };
}

function readBuffer(path: string): ArrayBuffer {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** The node table of a built scene, read from its file as any other program would. */
export const readNodes = (sceneDir = inject("sceneDir")): NodeTable =>
  NodeTable.decode(readBuffer(join(sceneDir, "nodes.bin")));

export const readBuildings = (sceneDir = inject("sceneDir")): BuildingColumns =>
  decodeColumns(readBuffer(join(sceneDir, "buildings.bin"))).columns as unknown as BuildingColumns;

export const readBuilt = (sceneDir = inject("sceneDir")): BuiltScene =>
  JSON.parse(readFileSync(join(sceneDir, "built.json"), "utf8")) as BuiltScene;
