// The catalogue a new real city starts with: kinds of facilities, one air station a street, its points, feed and indicators.

import type { z } from "zod";
import type { scene } from "../twin/scene/schema.ts";
import type { Network } from "../twin/scene/words.ts";
import type { AssetSource, PlaceSource } from "./source.ts";

type SceneInput = z.input<typeof scene>;

/** Kind of the stations and of what each of them measures: suffix of the point's code → kind. */
export const AIR_STATION = "air-station";
export const AIR_POINTS = {
  pm25: "air-pm25",
  temp: "air-temp",
  humidity: "air-humidity",
  pressure: "air-pressure",
  wind: "wind-speed",
  rain: "rain-rate",
} as const;

const facility = (id: string, zh: string, en: string, field: SceneInput["kinds"][number]["field"], glyph: string) =>
  ({ id, level: "facility", name: { zh, en }, field, glyph, minLevel: "street" }) as SceneInput["kinds"][number];

/** Kinds, feeds and indicators of a scene made with `new`. */
export const STARTER: Pick<SceneInput, "kinds" | "feeds" | "indicators" | "grades"> = {
  kinds: [
    facility("hospital", "医院", "Hospital", "public-service", "cross"),
    facility("school", "学校", "School", "public-service", "square"),
    facility("metro-station", "地铁站", "Metro station", "city-industry", "ring"),
    facility("bus-station", "公交枢纽", "Bus station", "city-industry", "ring"),
    facility("ferry-terminal", "轮渡站", "Ferry terminal", "city-industry", "ring"),
    facility("fire-station", "消防站", "Fire station", "resilience", "triangle"),
    facility("police-station", "公安机构", "Police station", "governance", "diamond"),
    facility("government-office", "政务机构", "Government office", "public-service", "hexagon"),
    facility("cultural-venue", "文化场馆", "Cultural venue", "public-service", "square"),
    {
      id: AIR_STATION,
      level: "facility",
      name: { zh: "空气质量站", en: "Air station" },
      field: "liveable",
      glyph: "hexagon",
      minLevel: "city",
    },
    {
      id: AIR_POINTS.pm25,
      level: "point",
      name: { zh: "PM2.5", en: "PM2.5" },
      unit: "µg/m³",
      field: "liveable",
      range: [0, 250],
      decimals: 0,
      intervalSeconds: 60,
      limits: { high: [60, 115, 150, 250], deadband: 2 },
      standardRef: "HJ 633-2026: IAQI 100/150/200/300 (24 h break points, here applied to hourly means)",
      minLevel: "street",
    },
    {
      id: AIR_POINTS.temp,
      level: "point",
      name: { zh: "气温", en: "Air temperature" },
      unit: "°C",
      field: "liveable",
      range: [-10, 40],
      intervalSeconds: 60,
    },
    {
      id: AIR_POINTS.humidity,
      level: "point",
      name: { zh: "相对湿度", en: "Relative humidity" },
      unit: "%",
      field: "liveable",
      range: [0, 100],
      decimals: 0,
      intervalSeconds: 60,
      glyph: "drop",
    },
    {
      id: AIR_POINTS.pressure,
      level: "point",
      name: { zh: "气压", en: "Air pressure" },
      unit: "hPa",
      field: "liveable",
      range: [980, 1045],
      intervalSeconds: 60,
    },
    {
      id: AIR_POINTS.wind,
      level: "point",
      name: { zh: "风速", en: "Wind speed" },
      unit: "m/s",
      field: "liveable",
      range: [0, 20],
      intervalSeconds: 60,
    },
    {
      id: AIR_POINTS.rain,
      level: "point",
      name: { zh: "雨强", en: "Rain rate" },
      unit: "mm/h",
      field: "resilience",
      range: [0, 50],
      intervalSeconds: 60,
      glyph: "drop",
    },
  ],
  feeds: [
    {
      id: "replay",
      name: { zh: "空气与气象回放", en: "Air and weather replay" },
      convention: "json",
      topic: "city/air/{station}",
      origin: "replayed",
      readings: Object.keys(AIR_POINTS).map((key) => ({ node: `{station}-${key}`, value: key, time: "time" })),
    },
  ],
  indicators: [
    {
      id: "aqi",
      field: "liveable",
      name: { zh: "空气质量指数", en: "Air quality index" },
      decimals: 0,
      compute: { op: "aqi", kinds: { pm25: AIR_POINTS.pm25 } },
      goodWhen: "low",
      limits: { high: [101, 151, 201, 301] },
      standardRef: "HJ 633",
    },
    {
      id: "temperature",
      field: "liveable",
      name: { zh: "平均气温", en: "Mean temperature" },
      unit: "°C",
      compute: { op: "mean", kind: AIR_POINTS.temp },
    },
    {
      id: "rain-max",
      field: "resilience",
      name: { zh: "最大雨强", en: "Highest rain rate" },
      unit: "mm/h",
      compute: { op: "max", kind: AIR_POINTS.rain },
      goodWhen: "low",
    },
    {
      id: "online",
      field: "common-base",
      name: { zh: "感知在线率", en: "Sensors online" },
      unit: "%",
      compute: { op: "onlineShare" },
    },
    {
      id: "alarms",
      field: "governance",
      name: { zh: "当前报警", en: "Active alarms" },
      decimals: 0,
      compute: { op: "alarmCount" },
      goodWhen: "low",
    },
  ],
  grades: [
    { grade: 1, name: { zh: "一般（公开）", en: "General (open)" } },
    { grade: 2, name: { zh: "一般（内部）", en: "General (internal)" } },
    { grade: 3, name: { zh: "重要", en: "Important" } },
    { grade: 4, name: { zh: "核心", en: "Core" } },
  ],
};

const equipment = (id: string, zh: string, en: string, network: Network | undefined, glyph = "square") =>
  ({
    id,
    level: "equipment",
    name: { zh, en },
    field: "resilience",
    network,
    glyph,
    minLevel: "facility",
  }) as SceneInput["kinds"][number];

const PIPE_NAMES: Readonly<Record<Network, readonly [string, string]>> = {
  water: ["供水管段", "Water pipe"],
  drainage: ["排水管段", "Drain pipe"],
  sewage: ["污水管段", "Sewer pipe"],
  gas: ["燃气管段", "Gas pipe"],
  power: ["电力线路", "Power line"],
  heat: ["热力管段", "Heat pipe"],
  metro: ["轨道区段", "Metro section"],
  road: ["路段", "Road section"],
};

/** Kinds of network equipment a file may be brought as, besides the pipes themselves. */
const NETWORK_ASSETS: readonly SceneInput["kinds"][number][] = [
  equipment("junction", "管网节点", "Junction", "water", "circle"),
  equipment("pump", "水泵", "Pump", "water", "triangle"),
  equipment("valve", "阀门", "Valve", "water", "diamond"),
  equipment("hydrant", "消火栓", "Hydrant", "water", "drop"),
  equipment("manhole", "检查井", "Manhole", "drainage", "ring"),
  facility("tank", "水池", "Tank", "resilience", "hexagon"),
  facility("reservoir", "水库", "Reservoir", "resilience", "drop"),
];

/** Kinds for the pipes of some networks, and for the kinds of assets that are brought. */
export function networkKinds(
  networks: ReadonlySet<Network>,
  assets: ReadonlySet<string>,
): readonly SceneInput["kinds"][number][] {
  return [
    ...[...networks].map((network) => equipment(`${network}-pipe`, ...PIPE_NAMES[network], network)),
    ...NETWORK_ASSETS.filter(({ id }) => assets.has(id)),
  ];
}

/** Height of an air inlet above the ground, m (HJ 664: 3–20 m). */
const INLET = 10;

/**
 * The station of a street with one point for each quantity the scene's kinds know; none if the scene has no such kind.
 * @param grid code of the unit grid it stands in
 */
export function airStation(
  street: PlaceSource,
  lon: number,
  lat: number,
  grid: string,
  kinds: ReadonlySet<string>,
): AssetSource[] {
  if (!kinds.has(AIR_STATION)) return [];
  const code = `air-${street.code}`;
  const station: AssetSource = {
    code,
    parentCode: grid,
    level: "facility",
    kind: AIR_STATION,
    name: "空气质量站（回放）",
    nameEn: "Air station (replay)",
    lon,
    lat,
    heightAboveGround: 0,
    radius: 5,
  };
  const points = Object.entries(AIR_POINTS)
    .filter(([, kind]) => kinds.has(kind))
    .map(
      ([key, kind]): AssetSource => ({
        code: `${code}-${key}`,
        parentCode: code,
        level: "point",
        kind,
        lon,
        lat,
        heightAboveGround: INLET,
      }),
    );
  return [station, ...points];
}
