// A hub with a database over a city of two districts with data grades, and people of every kind who are signed in by their passwords.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Hub, type HubOptions, startHub } from "../../../../src/hub/main.ts";
import { encodeColumns } from "../../../../src/twin/columns.ts";
import { LINE_CLASSES } from "../../../../src/twin/lines.ts";
import type { GrantSpec } from "../../../../src/twin/scene/access.ts";
import { BUILT_FORMAT } from "../../../../src/twin/scene/built.ts";
import { tinyCity } from "../../twin/tinyCity.ts";
import { TINY_SCENE, writeTinyScene } from "../tinyHub.ts";

export const ADMIN_PASSWORD = "correct horse battery";
export const PASSWORD = "a long enough password";

/** The tiny city with T1 of grade 3 and L3 of grade 2; buildings with names. */
export function gradedCity() {
  const nodes = tinyCity();
  nodes.columns.grade[nodes.slotOf("T1")] = 3;
  nodes.columns.grade[nodes.slotOf("L3")] = 2;
  return nodes;
}

export const GRADED_SCENE = {
  ...TINY_SCENE,
  owners: [
    { id: "water", name: { zh: "水" } },
    { id: "gas", name: { zh: "气" } },
  ],
  // Levels are water's, temperatures gas's; those alarm from 30.
  kinds: TINY_SCENE.kinds.map((kind, i) => ({
    ...kind,
    owner: i === 0 ? "water" : "gas",
    ...(i === 0 ? {} : { limits: { high: [null, 30, 35, 40] } }),
  })),
  access: { layers: { pipes: 3 } },
};

export function writeGradedScene(access: object = {}) {
  const folders = writeTinyScene();
  const nodes = gradedCity();
  writeFileSync(join(folders.sceneDir, "nodes.bin"), nodes.encode());
  const rows = nodes.buildingCount;
  writeFileSync(
    join(folders.sceneDir, "buildings.bin"),
    encodeColumns({
      parent: new Int32Array(rows).fill(nodes.slotOf("310101001001001")),
      lon: new Float64Array(rows).fill(121.123),
      lat: new Float64Array(rows).fill(31.123),
      height: new Float32Array(rows).fill(9),
      code: Array.from({ length: rows }, (_, i) => `B${i}`),
      name: Array.from({ length: rows }, () => "楼"),
    }),
  );
  // A triangle for each building; a road that is L1, a pipe that is T1 and one that is no node; a road's graph.
  writeFileSync(
    join(folders.sceneDir, "footprints.bin"),
    encodeColumns({
      end: Uint32Array.from({ length: rows }, (_, i) => 3 * (i + 1)),
      east: Uint16Array.from({ length: 3 * rows }, (_, i) => 32768 + i),
      north: Uint16Array.from({ length: 3 * rows }, (_, i) => 32768 + i),
    }),
  );
  const degrees = (first: number): Int32Array => Int32Array.from({ length: 6 }, (_, i) => first * 1e7 + i);
  writeFileSync(
    join(folders.sceneDir, "lines.bin"),
    encodeColumns({
      end: Uint32Array.of(2, 4, 6),
      lon: degrees(121),
      lat: degrees(31),
      klass: Uint8Array.of(
        LINE_CLASSES.indexOf("primary"),
        LINE_CLASSES.indexOf("gas-pipe"),
        LINE_CLASSES.indexOf("gas-pipe"),
      ),
      slot: Int32Array.of(nodes.slotOf("L1"), nodes.slotOf("T1"), -1),
      name: ["路", "管", "支管"],
    }),
  );
  writeFileSync(join(folders.sceneDir, "roads.bin"), encodeColumns({ from: Uint32Array.of(0), to: Uint32Array.of(1) }));
  for (const layer of ["pipes", "roads"]) {
    mkdirSync(join(folders.sceneDir, "layers", layer), { recursive: true });
    writeFileSync(join(folders.sceneDir, "layers", layer, "tileset.json"), "{}");
    writeFileSync(join(folders.sceneDir, "layers", layer, "tileset.json.gz"), gzipSync("{}"));
  }
  for (const reference of ["secret", "open"]) {
    mkdirSync(join(folders.sceneDir, "references", reference), { recursive: true });
    writeFileSync(join(folders.sceneDir, "references", reference, "x.json"), "{}");
  }
  writeFileSync(join(folders.sceneDir, "report.json"), "{}");
  const reference = (id: string, grade: number) => ({
    spec: { type: "czml", id, name: { zh: id }, grade },
    url: `references/${id}/x.json`,
  });
  writeFileSync(
    join(folders.sceneDir, "built.json"),
    JSON.stringify({
      format: BUILT_FORMAT,
      id: "tiny",
      hash: "abcdef0123456789",
      scene: { ...GRADED_SCENE, access: { ...GRADED_SCENE.access, ...access } },
      layers: [{ id: "pipes" }, { id: "roads" }],
      references: [reference("secret", 4), reference("open", 1)],
    }),
  );
  return folders;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the expectations check what is in the answers
  body: any;
  headers: Headers;
}

/** A program that keeps cookies as a browser does. */
export class Client {
  readonly cookies = new Map<string, string>();
  constructor(readonly url: string) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(this.cookies.size > 0 ? { cookie: this.cookie } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as RegExpExecArray;
      if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // No JSON.
    }
    return { status: response.status, body: parsed, headers: response.headers };
  }

  signIn = (login: string, password = PASSWORD): Promise<Answer> =>
    this.ask("POST", "/api/session", { login, password });
}

export interface CityHub extends Hub {
  log: string[];
  folders: ReturnType<typeof writeGradedScene>;
  administrator: Client;
  /** Adds a person and signs them in; the first password is changed as it must be. */
  person(login: string, grants: GrantSpec[]): Promise<Client>;
  stop(): Promise<void>;
}

export async function startCityHub(more: Partial<HubOptions> = {}, access: object = {}): Promise<CityHub> {
  const folders = writeGradedScene(access);
  const log: string[] = [];
  const hub = await startHub({
    port: 0,
    mqttPort: 0,
    ...folders,
    log: (text) => log.push(text),
    graceMs: 50,
    env: { ADMIN_PASSWORD },
    ...more,
  });
  await hub.ready;
  const administrator = new Client(hub.url);
  await administrator.signIn("admin", ADMIN_PASSWORD);
  return {
    ...hub,
    log,
    folders,
    administrator,
    async person(login, grants) {
      const first = `first ${PASSWORD}`;
      const added = await administrator.ask("POST", "/api/people", {
        key: `add-${login}-key`,
        login,
        name: login,
        password: first,
        grants,
      });
      if (added.status !== 200) throw new Error(JSON.stringify(added.body));
      const client = new Client(hub.url);
      await client.signIn(login, first);
      const changed = await client.ask("POST", "/api/session/password", { current: first, next: PASSWORD });
      if (changed.status !== 204) throw new Error(JSON.stringify(changed.body));
      return client;
    },
    async stop() {
      await hub.close();
      folders.remove();
    },
  };
}
