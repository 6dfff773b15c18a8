// Every kind of fault a manifest can have is told with its path, its reason and its mend, and all of them at once.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readScene, SceneError, type SceneFault } from "../../../../src/twin/scene/readScene.ts";

type Json = Record<string, unknown>;

const KIND = { id: "drain-level", level: "point", name: { zh: "井水位" }, field: "resilience" };
const FEED = {
  id: "drains",
  name: { zh: "雨水井" },
  convention: "json",
  topic: "city/drain/{code}",
  origin: "live",
  readings: [{ node: "{code}", value: "h" }],
};
const INDICATOR = {
  id: "drain-mean",
  field: "resilience",
  name: { zh: "平均水位" },
  compute: { op: "mean", kind: "drain-level" },
};
const manifest = (change: Json = {}): Json => ({
  id: "tiny",
  name: { zh: "小城" },
  adminCode: "310100",
  sources: {},
  kinds: [KIND],
  feeds: [FEED],
  indicators: [INDICATOR],
  ...change,
});
const withKind = (change: Json): Json => manifest({ kinds: [{ ...KIND, ...change }] });
const withFeed = (change: Json): Json => manifest({ feeds: [{ ...FEED, ...change }] });
const withIndicator = (change: Json): Json => manifest({ indicators: [{ ...INDICATOR, ...change }] });

function faultsOf(json: unknown): readonly SceneFault[] {
  try {
    readScene(json);
  } catch (error) {
    if (error instanceof SceneError) return error.faults;
    throw error;
  }
  return [];
}

const WORD = "remove it or correct its spelling (docs/scene.md lists the words)";

/** What is wrong → where, why, what to do. */
const CASES: [string, unknown, string, string, string][] = [
  ["no object at all", null, "scene.json", "is null, expected an object", "write an object here"],
  ["nothing at all", undefined, "scene.json", "is missing", "add it (object)"],
  ["a missing word", manifest({ name: undefined }), "name", "is missing", "add it (object)"],
  [
    "a missing choice",
    withFeed({ origin: undefined }),
    "feeds[0].origin",
    "is missing",
    "add one of live, simulated, replayed",
  ],
  ["a wrong type", manifest({ synthetic: "yes" }), "synthetic", 'is "yes", expected a boolean', "write a boolean here"],
  [
    "a fraction",
    withKind({ decimals: 1.5 }),
    "kinds[0].decimals",
    "is 1.5, expected a whole number",
    "write a whole number here",
  ],
  [
    "no number",
    withKind({ intervalSeconds: Number.NaN }),
    "kinds[0].intervalSeconds",
    "is NaN, expected a number",
    "write a number here",
  ],
  ["an unknown word", manifest({ colour: 1 }), "colour", "is not a word of the manifest", WORD],
  ["an unknown word inside", manifest({ live: { fps: 5 } }), "live.fps", "is not a word of the manifest", WORD],
  [
    "an unknown choice",
    withKind({ level: "poin" }),
    "kinds[0].level",
    'is "poin"',
    "use one of facility, equipment, point",
  ],
  [
    "a malformed id",
    manifest({ id: "My City" }),
    "id",
    'is "My City"',
    "write lower case letters, digits and dashes, such as drain-level",
  ],
  ["a malformed code", manifest({ adminCode: "31" }), "adminCode", 'is "31"', "write six digits of GB/T 2260"],
  ["an empty text", manifest({ name: { zh: "" } }), "name.zh", "is empty", "write at least 1 character"],
  [
    "a number too small",
    manifest({ live: { framesPerSecond: 0 } }),
    "live.framesPerSecond",
    "is 0",
    "write a number of at least 1",
  ],
  [
    "a number at its bound",
    withKind({ intervalSeconds: 0 }),
    "kinds[0].intervalSeconds",
    "is 0",
    "write a number of more than 0",
  ],
  [
    "a number too large",
    manifest({ sources: { gridMetres: 5000 } }),
    "sources.gridMetres",
    "is 5000",
    "write a number of at most 2000",
  ],
  [
    "a list too short",
    withKind({ limits: { high: [1, 2] } }),
    "kinds[0].limits.high",
    "is a list of 2",
    "give exactly 4 entries",
  ],
  [
    "an empty list",
    withFeed({ readings: [] }),
    "feeds[0].readings",
    "no reading: nothing would be taken",
    'give at least one, such as { "node": "{code}" }',
  ],
  [
    "a key that is no year",
    withIndicator({ targets: { "27": 1 } }),
    "indicators[0].targets.27",
    "is not a key that can stand here",
    "write a year of four digits, such as 2027",
  ],
  [
    "an unknown computation",
    withIndicator({ compute: { op: "median" } }),
    "indicators[0].compute.op",
    'is "median"',
    "use one of mean, sum, max, min, share, normalShare, onlineShare, alarmCount, count, aqi",
  ],
  [
    "no computation",
    withIndicator({ compute: {} }),
    "indicators[0].compute.op",
    "is missing",
    "use one of mean, sum, max, min, share, normalShare, onlineShare, alarmCount, count, aqi",
  ],
  [
    "a generator that is none",
    manifest({ sources: { generator: 3 } }),
    "sources.generator",
    "is 3, expected a string",
    "write a string here",
  ],
  [
    "files beside a generator",
    manifest({ sources: { generator: "x", roads: { path: "r" } } }),
    "sources.roads",
    "is not a word of the manifest",
    WORD,
  ],
  [
    "a misspelt file word",
    manifest({ sources: { roads: { path: "r", crz: "gcj02" } } }),
    "sources.roads.crz",
    "is not a word of the manifest",
    WORD,
  ],
  [
    "an id twice",
    manifest({ kinds: [KIND, KIND] }),
    "kinds[1].id",
    '"drain-level" stands twice',
    "give each its own id",
  ],
  ["a feed twice", manifest({ feeds: [FEED, FEED] }), "feeds[1].id", '"drains" stands twice', "give each its own id"],
  [
    "an indicator twice",
    manifest({ indicators: [INDICATOR, INDICATOR] }),
    "indicators[1].id",
    '"drain-mean" stands twice',
    "give each its own id",
  ],
  [
    "falling high limits",
    withKind({ limits: { high: [3, null, 2, null] } }),
    "kinds[0].limits.high",
    "steps do not rise from Ⅳ to Ⅰ",
    "sort them upwards",
  ],
  [
    "rising low limits",
    withKind({ limits: { low: [1, null, null, 2] } }),
    "kinds[0].limits.low",
    "steps do not fall from Ⅳ to Ⅰ",
    "sort them downwards",
  ],
  [
    "an indicator's limits",
    withIndicator({ limits: { high: [2, 1, null, null] } }),
    "indicators[0].limits.high",
    "steps do not rise from Ⅳ to Ⅰ",
    "sort them upwards",
  ],
  ["an empty range", withKind({ range: [4, 4] }), "kinds[0].range", "is empty", "write [lowest, highest]"],
  [
    "a kind nobody has",
    withIndicator({ compute: { op: "max", kind: "rain" } }),
    "indicators[0].compute",
    'kind "rain" is not in kinds',
    "add the kind or correct the id",
  ],
  [
    "an index of a kind nobody has",
    withIndicator({ compute: { op: "aqi", kinds: { pm25: "dust" } } }),
    "indicators[0].compute",
    'kind "dust" is not in kinds',
    "add the kind or correct the id",
  ],
  [
    "a pollutant that is none",
    withIndicator({ compute: { op: "aqi", kinds: { co2: "drain-level" } } }),
    "indicators[0].compute.kinds.co2",
    "is no pollutant of the index",
    "use pm25, pm10, so2, no2, co or o3",
  ],
  [
    "a zone that is none",
    manifest({ timeZone: "Mars/Base" }),
    "timeZone",
    '"Mars/Base" is not a time zone',
    "use an IANA name such as Asia/Shanghai",
  ],
  [
    "a capture nothing fills",
    withFeed({ readings: [{ node: "{station}" }] }),
    "feeds[0].readings[0].node",
    "nothing fills {station}",
    "use {code}",
  ],
  [
    "a topic without captures",
    withFeed({ topic: "city/drain" }),
    "feeds[0].readings[0].node",
    "nothing fills {code}",
    "capture it in the topic",
  ],
  [
    "a wildcard of MQTT",
    withFeed({ topic: "city/+/{code}" }),
    "feeds[0].topic",
    '"city/+/{code}" has a wildcard that cannot stand there',
    "write {captures} instead of +, and # only as the last level",
  ],
  [
    "an open brace",
    withFeed({ topic: "city/{code}/{x" }),
    "feeds[0].topic",
    '"city/{code}/{x" has a brace that is no {capture}',
    "write letters and digits between braces, such as {code}",
  ],
  [
    "a capture twice",
    withFeed({ topic: "{code}/{code}" }),
    "feeds[0].topic",
    "{code} stands twice",
    "give each capture its own name",
  ],
  [
    "a topic that is not Sparkplug's",
    withFeed({ convention: "sparkplugB", topic: "plant/#", readings: [{ node: "{metric}" }] }),
    "feeds[0].topic",
    '"plant/#" is no Sparkplug topic',
    "start it with spBv1.0/, such as spBv1.0/GROUP/#",
  ],
  [
    "record names in json",
    withFeed({ namePattern: "urn:{code}" }),
    "feeds[0].namePattern",
    "json has no record names",
    "remove it, or capture from the topic",
  ],
];

describe("a fault", () => {
  it.each(CASES)("%s", (_, json, path, reason, mend) => {
    expect(faultsOf(json)).toEqual([{ path, reason, mend }]);
  });

  it("is one line of the message: path, reason, mend", () => {
    expect(() => readScene(manifest({ synthetic: 1, colour: 2 }))).toThrow(
      `synthetic: is 1, expected a boolean → write a boolean here\ncolour: is not a word of the manifest → ${WORD}`,
    );
  });

  it("does not hide the others", () => {
    const paths = faultsOf(
      manifest({ kinds: [KIND, { ...KIND, range: [1, 0] }], timeZone: "x", feeds: [{ ...FEED, topic: "a/{b}" }] }),
    ).map(({ path }) => path);
    expect(paths).toEqual(["kinds[1].id", "kinds[1].range", "feeds[0].readings[0].node", "timeZone"]);
  });

  it("shows no more of a long value than fits a line", () => {
    const [{ reason }] = faultsOf(manifest({ attribution: "x".repeat(500) }));
    expect(reason).toBe(`is "${"x".repeat(39)}…, expected an array`);
  });
});

describe("a manifest without fault", () => {
  it("has every default filled in", () => {
    const scene = readScene(manifest());
    expect(scene.live).toEqual({ framesPerSecond: 5, delayedAfterSeconds: 60, subscribeAllBelow: 200_000 });
    expect(scene.sources).toEqual({ gridMetres: 200, storeyMetres: 3, defaultStoreys: {} });
    expect(scene.kinds[0]).toMatchObject({ range: [0, 1], decimals: 1, intervalSeconds: 60, minLevel: "grid" });
    expect(scene.feeds[0].readings[0]).toEqual({ node: "{code}", value: "h", scale: 1, offset: 0 });
    expect(scene).toMatchObject({ synthetic: false, timeZone: "Asia/Shanghai", cameras: {}, grades: [] });
  });

  it("may use what its convention fills by itself", () => {
    const sparkplug = { convention: "sparkplugB", topic: "spBv1.0/plant/#", readings: [{ node: "{edge}-{metric}" }] };
    const senml = { id: "senml", convention: "senml", namePattern: "urn:{code}", readings: [{ node: "{code}" }] };
    expect(
      faultsOf(
        manifest({
          feeds: [
            { ...FEED, ...sparkplug },
            { ...FEED, ...senml },
          ],
        }),
      ),
    ).toEqual([]);
  });

  it("is the demo city's", () => {
    const text = readFileSync(new URL("../../../../scenes/linjiang/scene.json", import.meta.url), "utf8");
    expect(readScene(JSON.parse(text)).id).toBe("linjiang");
  });
});
