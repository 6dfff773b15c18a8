// Plays the recorded hourly air and weather of Shanghai into the city's air stations, faster than it happened.

import { readFileSync } from "node:fs";
import mqtt from "mqtt";
import { formatTemplate } from "../src/feeds/topicTemplate.ts";
import type { MockCity } from "./mockCity.ts";
import { readMockCity } from "./mockCity.ts";

export interface ReplayOptions {
  sceneDir: string;
  brokerUrl: string;
  /** CSV: No, year, month, day, hour, …, PM_Jingan, PM_US Post, PM_Xuhui, DEWP, HUMI, PRES, TEMP, cbwd, Iws, precipitation. */
  file: string;
  /** Recorded seconds per second. Default 3600: an hour a second. */
  speed?: number;
  /** First local day, such as 2015-12-01. Default: the first of the file. */
  from?: string;
  /** Topic template with {station}. Default: that of the scene's replayed json feed, else city/air/{station}. */
  topic?: string;
  /** Kind of the facilities that are stations. */
  kind?: string;
  log?: (text: string) => void;
}

export interface Replay {
  /** What was published so far; `gaps` counts values the recording does not have. */
  tally: { messages: number; gaps: number };
  /** Resolves at the end of the recording. */
  finished: Promise<void>;
  close(): Promise<void>;
}

/** Columns that stations take in turn. */
const PM_COLUMNS = ["PM_Jingan", "PM_US Post", "PM_Xuhui"] as const;
const COMMON: Readonly<Record<string, string>> = {
  temp: "TEMP",
  humidity: "HUMI",
  pressure: "PRES",
  wind: "Iws",
  rain: "precipitation",
};
/** The recording's zone: China standard time, without daylight saving in these years. */
const ZONE = "+08:00";

/** One recorded hour. */
export interface RecordedHour {
  /** ISO 8601 with zone. */
  time: string;
  /** By column; what was NA is absent. */
  values: ReadonlyMap<string, number>;
}

/** @throws Error when the file is not such a recording */
export function readRecording(file: string, from?: string): RecordedHour[] {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  for (const needed of ["year", "month", "day", "hour", ...PM_COLUMNS, ...Object.values(COMMON)])
    if (!names.includes(needed))
      throw new Error(`${file}: column "${needed}" is missing → use the UCI Shanghai PM2.5 file`);
  if (from !== undefined && !/^\d{4}-\d\d-\d\d$/.test(from))
    throw new Error(`--from ${from}: write a day such as 2015-12-01`);
  const hours: RecordedHour[] = [];
  for (const line of lines) {
    const cells = line.split(",");
    const cell = (name: string): string => cells[names.indexOf(name)] ?? "NA";
    const two = (name: string): string => cell(name).padStart(2, "0");
    const day = `${cell("year")}-${two("month")}-${two("day")}`;
    if (from !== undefined && day < from) continue;
    const values = new Map<string, number>();
    for (const name of [...PM_COLUMNS, ...Object.values(COMMON)]) {
      const text = cell(name);
      if (text !== "NA" && text !== "" && Number.isFinite(Number(text))) values.set(name, Number(text));
    }
    hours.push({ time: `${day}T${two("hour")}:00:00${ZONE}`, values });
  }
  if (hours.length === 0) throw new Error(`${file}: no hour from ${from} on → choose an earlier day`);
  return hours;
}

/** Message of one station for one hour, or undefined when the recording has no PM2.5 for it. */
export function stationMessage(hour: RecordedHour, station: number): Record<string, number | string> | undefined {
  const pm25 = hour.values.get(PM_COLUMNS[station % PM_COLUMNS.length]);
  if (pm25 === undefined) return undefined;
  const message: Record<string, number | string> = { time: hour.time, pm25 };
  for (const [field, column] of Object.entries(COMMON)) {
    const value = hour.values.get(column);
    if (value !== undefined) message[field] = value;
  }
  return message;
}

const stationsOf = (city: MockCity, kind: string): string[] => {
  const index = city.scene.kinds.findIndex((entry) => entry.id === kind);
  const { code, kind: kinds } = city.nodes.columns;
  return index < 0 ? [] : code.filter((_, slot) => kinds[slot] === index);
};

/** Starts the replay. @throws Error with the mend */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const log = options.log ?? ((text: string) => console.log(`mock-feeds: ${text}`));
  const city = readMockCity(options.sceneDir);
  const kind = options.kind ?? "air-station";
  const stations = stationsOf(city, kind);
  if (stations.length === 0) throw new Error(`the scene has no facility of kind ${kind} → choose another with --kind`);
  const feed = city.scene.feeds.find(({ origin, convention }) => origin === "replayed" && convention === "json");
  const topic = options.topic ?? feed?.topic ?? "city/air/{station}";
  const topics = stations.map((station) => formatTemplate(topic, { station, code: station }));
  if (topics.some((text) => text === undefined))
    throw new Error(`topic ${topic}: only {station} or {code} can be filled`);
  if (!feed) log(`the scene has no replayed feed: ${topic} may be listed as unmapped`);
  const hours = readRecording(options.file, options.from);
  const client = await mqtt.connectAsync(options.brokerUrl, { queueQoSZero: false });
  client.on("error", (error) => log(error.message));
  const tally = { messages: 0, gaps: 0 };
  const pause = (3600 / (options.speed ?? 3600)) * 1000;
  const start = Date.now();
  let at = 0;
  let finish = (): void => undefined;
  const finished = new Promise<void>((done) => {
    finish = done;
  });
  const timer = setInterval(
    () => {
      while (at < hours.length && start + at * pause <= Date.now()) {
        const hour = hours[at++];
        stations.forEach((_, station) => {
          const message = stationMessage(hour, station);
          if (!message) tally.gaps++;
          else if (client.connected) {
            client.publish(topics[station] as string, JSON.stringify(message));
            tally.messages++;
          }
        });
      }
      if (at >= hours.length) finish();
    },
    Math.min(50, pause),
  );
  log(
    `${hours.length} hours from ${hours[0].time} to ${stations.length} stations, ${options.speed ?? 3600} × real time`,
  );
  return {
    tally,
    finished,
    async close() {
      clearInterval(timer);
      await client.endAsync(!client.connected);
    },
  };
}
