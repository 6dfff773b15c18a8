// Damaged and hostile messages: every payload of a convention is mutated 2000 times, and meets a reason or a value, soon.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { DecodeError } from "../../../src/feeds/decodeError.ts";
import { sharedData } from "../../support/need.ts";
import { bytesOf, listen, messagesIn, NOW } from "./listen.ts";

const PAYLOADS = sharedData("payloads");
const FOLDER = PAYLOADS ?? "";
const ROUNDS = 2000;
/** One message may take this long on a busy machine, ms. */
const SLOWEST_MS = 1000;

type Message = [topic: string, payload: Uint8Array];
type Words = Parameters<typeof listen>[0];

const files = (folder: string, topic: string, ending = /./): Message[] =>
  (readdirSync(join(FOLDER, folder), { recursive: true }) as string[])
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => [topic, readFileSync(join(FOLDER, folder, name))]);
const recorded = (path: string, start: string): Message[] =>
  messagesIn(FOLDER, path)
    .filter(({ topic }) => topic.startsWith(start))
    .map(({ topic, payload }) => [topic, bytesOf(payload)]);
const texts = (...messages: [string, unknown][]): Message[] =>
  messages.map(([topic, payload]) => [topic, bytesOf(payload)]);

const DESCRIPTION = {
  homie: "5.0",
  version: 1,
  name: "air",
  root: "house",
  nodes: { air: { name: "a", properties: { t: { name: "t", datatype: "float", unit: "°C", retained: true } } } },
};

const SETUPS: [Words, () => Message[]][] = [
  [
    { convention: "json", topic: "t/{a}", readings: [{ node: "{a}", value: "temperature", time: "last_seen" }] },
    () => recorded("zigbee2mqtt_tasmota/messages.jsonl", "").map(([, payload]) => ["t/1", payload]),
  ],
  [{ convention: "senml", topic: "t/{a}", readings: [{ node: "{name}" }] }, () => files("senml", "t/1")],
  [
    { convention: "sparkplugB", topic: "spBv1.0/#", readings: [{ node: "{metric}" }] },
    () =>
      files("sparkplug", "", /\.bin$/).map(([, payload], i) => [
        `spBv1.0/G/${["NBIRTH", "DBIRTH", "DDATA", "NDATA", "DDEATH", "NDEATH"][i % 6]}/E${[1, 2, 4].includes(i % 6) ? "/D" : ""}`,
        payload,
      ]),
  ],
  [
    { convention: "sensorThings", topic: "t/{a}", readings: [{ node: "{a}" }, { node: "{datastream}", value: "a.b" }] },
    () => files("sensorthings", "t/1"),
  ],
  [
    {
      convention: "ngsi",
      topic: "t/{a}",
      readings: [{ node: "{id}", value: "temperature" }, { node: "{name}-{attribute}" }],
    },
    () => files("ngsi-ld", "t/1"),
  ],
  [
    { convention: "homie5", topic: "homie/5/#", readings: [{ node: "{device}-{property}" }] },
    () =>
      texts(
        ["homie/5/d/$description", DESCRIPTION],
        ["homie/5/d/$state", "lost"],
        ["homie/5/house/$state", "ready"],
        ["homie/5/d/air/t", "21.5"],
      ),
  ],
  [
    { convention: "zigbee2mqtt", topic: "zigbee2mqtt/{name}", readings: [{ node: "{name}", value: "temperature" }] },
    () => [
      ...recorded("zigbee2mqtt_tasmota/messages.jsonl", "zigbee2mqtt/"),
      ...texts(["zigbee2mqtt/a/availability", { state: "offline" }], ["zigbee2mqtt/bridge/state", { state: "online" }]),
    ],
  ],
  [
    {
      convention: "tasmota",
      topic: "tele/{device}/#",
      readings: [
        { node: "{device}", value: "BME280.Pressure" },
        { node: "{device}", value: "AM2301.Temperature" },
      ],
    },
    () => [...recorded("zigbee2mqtt_tasmota/messages.jsonl", "tele/"), ...texts(["tele/dev/LWT", "Offline"])],
  ],
  [
    {
      convention: "thingsBoard",
      topic: "v1/gateway/telemetry",
      readings: [{ node: "{device}", value: "temperature" }, { node: "{device}-{key}" }],
    },
    () =>
      texts(
        [
          "v1/gateway/telemetry",
          { "Dev A": [{ ts: 1_483_228_800_000, values: { temperature: 42, humidity: 80 } }], B: { temperature: 1 } },
        ],
        ["v1/gateway/connect", { device: "Dev A", type: "default" }],
        ["v1/gateway/disconnect", { device: "Dev A" }],
      ),
  ],
  [{ convention: "hfp", topic: "/hfp/#" }, () => recorded("hsl-hfp/messages.jsonl", "/hfp")],
  [{ convention: "cap", topic: "t/#" }, () => files("cap", "t/cap")],
];

const FRAGMENTS = [
  ...'[[[]}",:<>&;\\',
  "[".repeat(5000),
  '{"value":'.repeat(3000),
  '{"type":"Property","value":'.repeat(50),
  `[${"1,".repeat(5000)}1]`,
  "1e999",
  "-0",
  "1E-400",
  "9007199254740993",
  "null",
  "true",
  '"__proto__":{"value":1},',
  '"constructor"',
  '"2026-02-30T25:61:61Z"',
  '"0x10"',
  "\u0000",
  "\ufeff",
  "NaN",
  "Infinity",
  "<!DOCTYPE a>",
  "<![CDATA[",
  "&#x0;",
  "<alert>".repeat(20),
].map(bytesOf);
const VALUES = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "x",
  "1",
  [],
  {},
  [[]],
  { value: null },
  [null],
  { "": {} },
  "\u2028",
  1e15,
];

function mutated(payload: Uint8Array, next: (below: number) => number): Uint8Array {
  const at = next(payload.length + 1);
  const to = Math.min(payload.length, at + next(40));
  const join2 = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
  switch (next(6)) {
    case 0: {
      const copy = Uint8Array.from(payload);
      for (let i = 0; i <= next(4); i++) copy[next(copy.length)] = next(256);
      return copy;
    }
    case 1:
      return payload.subarray(0, at);
    case 2:
      return join2(payload.subarray(0, at), FRAGMENTS[next(FRAGMENTS.length)], payload.subarray(to));
    case 3:
      return join2(payload.subarray(0, at), payload.subarray(to));
    case 4:
      return join2(payload.subarray(0, to), payload.subarray(at));
    default:
      return replaced(payload, next);
  }
}

/** Another value at some place of a JSON document: what a parser takes and a reader may not expect. */
function replaced(payload: Uint8Array, next: (below: number) => number): Uint8Array {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return payload;
  }
  const value = VALUES[next(VALUES.length)];
  let here = root;
  while (typeof here === "object" && here !== null) {
    const keys = Object.keys(here);
    const key = keys[next(keys.length)];
    const below = (here as Record<string, unknown>)[key];
    if (key === undefined) break;
    if (typeof below !== "object" || below === null || next(3) === 0) {
      (here as Record<string, unknown>)[key] = value;
      return bytesOf(root ?? "null");
    }
    here = below;
  }
  return bytesOf(value ?? "null");
}

describe.skipIf(!PAYLOADS)(`every payload, damaged ${ROUNDS} times`, () => {
  it.each(SETUPS)("$convention", { timeout: 120_000 }, (words, messagesOf) => {
    const { decoder } = listen(words);
    const messages = messagesOf();
    expect(messages.length).toBeGreaterThan(2);
    let seed = 7;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    let [refused, slowest] = [0, 0];
    for (const [topic, payload] of messages)
      for (let i = 0; i < ROUNDS; i++) {
        const given = mutated(payload, next);
        const other = messages[next(messages.length)][0];
        const start = performance.now();
        try {
          decoder.decode(i % 8 === 0 ? other : topic, given, NOW);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          expect(error.reason.length).toBeLessThan(1000);
          refused++;
        }
        slowest = Math.max(slowest, performance.now() - start);
      }
    expect(refused).toBeGreaterThan(ROUNDS / 20);
    expect(slowest).toBeLessThan(SLOWEST_MS);
    expect(Object.hasOwn(Object.prototype, "value")).toBe(false);
  });
});

describe("a message of a megabyte", () => {
  const MEGABYTE = 2 ** 20 - 200;
  const nest = (open: string, close: string, inner = "1"): string => {
    const deep = Math.floor((MEGABYTE - inner.length) / (open.length + close.length));
    return open.repeat(deep) + inner + close.repeat(deep);
  };
  const CASES: [string, Words, string, string][] = [
    [
      "a value nested without end (json)",
      { convention: "json", topic: "t", readings: [{ node: "X", value: "v" }] },
      "t",
      `{"v":${nest("[", "]")}}`,
    ],
    [
      "a time nested without end",
      { convention: "json", topic: "t", readings: [{ node: "X", value: "v", time: "t" }] },
      "t",
      `{"v":1,"t":${nest("[", "]")}}`,
    ],
    [
      "values of values (ngsi)",
      { convention: "ngsi", topic: "t", readings: [{ node: "X", value: "v" }] },
      "t",
      `{"id":"a","v":${nest('{"value":', "}")}}`,
    ],
    [
      "a quality nested without end",
      { convention: "sensorThings", topic: "t", readings: [{ node: "X" }] },
      "t",
      `{"result":1,"resultQuality":${nest("[", "]")}}`,
    ],
    [
      "a hundred thousand entities",
      { convention: "ngsi", topic: "t", readings: [{ node: "X", value: "v" }] },
      "t",
      `[${'{"v":1},'.repeat(100_000)}{}]`,
    ],
    [
      "a hundred thousand observations",
      { convention: "sensorThings", topic: "t", readings: [{ node: "X" }] },
      "t",
      `[${'{"result":1},'.repeat(70_000)}{}]`,
    ],
    [
      "nothing but devices",
      { convention: "thingsBoard", topic: "t/telemetry", readings: [{ node: "{device}-{key}" }] },
      "t/telemetry",
      `{${Array.from({ length: 50_000 }, (_, i) => `"d${i}":{"k":1}`).join()}}`,
    ],
    [
      "nothing but attributes",
      { convention: "ngsi", topic: "t", readings: [{ node: "{attribute}" }] },
      "t",
      `{${Array.from({ length: 90_000 }, (_, i) => `"a${i}":1`).join()}}`,
    ],
    [
      "a name of a megabyte",
      { convention: "senml", topic: "t", readings: [{ node: "{name}" }] },
      "t",
      `[{"n":"${"a".repeat(MEGABYTE)}","v":1}]`,
    ],
    [
      "a pack of one-letter names",
      { convention: "senml", topic: "t", namePattern: "a{x}", readings: [{ node: "{x}" }] },
      "t",
      `[${'{"n":"b","v":1},'.repeat(50_000)}{"n":"b","v":1}]`,
    ],
    [
      "a description of properties",
      { convention: "homie5", topic: "homie/5/#", readings: [{ node: "{device}" }] },
      "homie/5/d/$description",
      `{"nodes":{"n":{"properties":{${Array.from({ length: 60_000 }, (_, i) => `"p${i}":{}`).join()}}}}}`,
    ],
  ];

  it.each(CASES)("of %s is read or refused within two seconds", (_, words, topic, text) => {
    const { say, told } = listen(words);
    expect(text.length).toBeLessThan(2 ** 20 + 100_000);
    const start = performance.now();
    try {
      say(topic, text);
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
    }
    expect(performance.now() - start).toBeLessThan(2000);
    expect(told.length).toBeLessThan(200_000);
  });
});

describe("names that never end", () => {
  it("do not fill the memory: a hundred million letters of devices leave less than 60 MB behind", () => {
    const { say } = listen({ convention: "thingsBoard", topic: "t/telemetry", readings: [{ node: "{device}-{key}" }] });
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const heldBytes = (): number => {
      // One collection may leave what the one before it had only begun to sweep.
      for (let i = 0; i < 3; i++) collect();
      return process.memoryUsage().heapUsed;
    };
    const before = heldBytes();
    for (let i = 0; i < 200; i++) say("t/telemetry", `{"${String(i).padEnd(500_000, "x")}":{"k":"not a number"}}`);
    expect(heldBytes() - before).toBeLessThan(60e6);
  });
});
