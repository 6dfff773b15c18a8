// Fits daily and weekly shapes and weather statistics to recorded series and writes shapes.json.
// Run: node --import tsx mock-feeds/fit-shapes.ts FOLDER_OF_TIMESERIES [OUT]   (only derived statistics are kept, no raw data)

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOURS_OF_WEEK, type ShapesFile } from "./shapes.ts";

type Row = Record<string, string>;
/** Hour of the week (Monday 00 h = 0) and value. */
type Sample = [hour: number, value: number];

const folder = process.argv[2];
if (!folder) {
  console.error("usage: fit-shapes FOLDER, the folder with the recorded series (CSV)");
  process.exit(2);
}

const readCsv = (file: string): Row[] => {
  const [head, ...lines] = readFileSync(join(folder, file), "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i], cell])));
};

/** Monday 00 h = 0. Times are the recording's local times, read as if UTC so that no zone shifts them. */
function hourOfWeek(local: string): number {
  const date = new Date(`${local.replace(" ", "T").slice(0, 19)}Z`);
  return ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours();
}

const median = (values: number[]): number => {
  const sorted = values.slice().sort((a, b) => a - b);
  const mid = sorted.length >> 1;
  return sorted.length % 2 ? sorted[mid] : (sorted[mid - 1] + sorted[mid]) / 2;
};
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Median per hour of the week, smoothed over three hours; hours without samples take those of the same hour of other days. */
function weekly(samples: Sample[]): number[] {
  const byHour = Array.from({ length: HOURS_OF_WEEK }, () => [] as number[]);
  for (const [hour, value] of samples) byHour[hour].push(value);
  const raw = byHour.map((values, hour) => {
    if (values.length > 0) return median(values);
    const sameHour = samples.filter(([other]) => other % 24 === hour % 24).map(([, value]) => value);
    if (sameHour.length === 0) throw new Error(`no sample for hour ${hour % 24}`);
    return median(sameHour);
  });
  return normalised(raw.map((_, i) => mean([-1, 0, 1].map((d) => raw[(i + d + HOURS_OF_WEEK) % HOURS_OF_WEEK]))));
}

/** The same day seven times: for what knows no weekend. */
function daily(samples: Sample[]): number[] {
  const day = Array.from({ length: 24 }, (_, hour) =>
    mean(samples.filter(([other]) => other % 24 === hour).map(([, value]) => value)),
  );
  return normalised(Array.from({ length: HOURS_OF_WEEK }, (_, i) => day[i % 24]));
}

/** To mean 0 and greatest deviation 1. */
function normalised(values: number[]): number[] {
  const centre = mean(values);
  const reach = Math.max(...values.map((value) => Math.abs(value - centre)));
  return values.map((value) => Math.round(((value - centre) / reach) * 1000) / 1000);
}

const column = (rows: Row[], time: string, name: string): Sample[] =>
  rows.map((row): Sample => [hourOfWeek(row[time]), Number(row[name])]).filter(([, value]) => Number.isFinite(value));

const occupancy = column(readCsv("traffic_minnesota_occupancy_6005.csv"), "timestamp", "value");
const shanghai = readCsv("shanghai_pm25_weather_hourly_2013_2015.csv").map((row) => ({
  ...row,
  time: `${row.year}-${row.month.padStart(2, "0")}-${row.day.padStart(2, "0")}T${row.hour.padStart(2, "0")}:00:00`,
})) as Row[];
const seattle = readCsv("seattle_weather_hourly_normals.csv");

/** Autocorrelation at one hour of values with their daily course removed. */
function hourlyMemory(rows: Row[], name: string): { memory: number; deviation: number } {
  const month = (row: Row): string => `${row.month}-${row.hour}`;
  const groups = new Map<string, number[]>();
  const value = (row: Row): number => (row[name] === "NA" ? Number.NaN : Number(row[name]));
  for (const row of rows)
    if (Number.isFinite(value(row))) groups.set(month(row), [...(groups.get(month(row)) ?? []), value(row)]);
  const centre = new Map([...groups].map(([key, values]) => [key, mean(values)]));
  const anomaly = rows.map((row) => value(row) - (centre.get(month(row)) ?? Number.NaN));
  let products = 0;
  let squares = 0;
  let count = 0;
  for (let i = 1; i < anomaly.length; i++) {
    if (!Number.isFinite(anomaly[i]) || !Number.isFinite(anomaly[i - 1])) continue;
    products += anomaly[i] * anomaly[i - 1];
    squares += anomaly[i] ** 2;
    count++;
  }
  return { memory: products / squares, deviation: Math.sqrt(squares / count) };
}

const rain = shanghai.map((row) => Number(row.precipitation)).filter(Number.isFinite);
const wet = rain.map((mm) => mm > 0);
const starts = wet.filter((isWet, i) => isWet && i > 0 && !wet[i - 1]).length;
const wetHours = wet.filter(Boolean).length;
const round = (x: number, digits = 4): number => Number(x.toPrecision(digits));
const temperature = hourlyMemory(shanghai, "TEMP");

const file: ShapesFile = {
  about:
    "Derived by fit-shapes.ts. 168 hours from Monday 00 h local time, mean 0, greatest deviation 1 (lamps: on 1, off -1).",
  shapes: {
    traffic: {
      from: "fitted: loop occupancy, Minnesota DOT (NAB realTraffic), median by hour of week",
      hours: weekly(occupancy),
    },
    temperature: { from: "fitted: Shanghai 2013–2015 hourly TEMP", hours: daily(column(shanghai, "time", "TEMP")) },
    air: {
      from: "fitted: Shanghai 2013–2015 hourly PM2.5 (Jing'an), median by hour of week",
      hours: weekly(column(shanghai, "time", "PM_Jingan").filter(([, value]) => value > 0)),
    },
    wind: { from: "fitted: Seattle hourly normals (NOAA)", hours: daily(column(seattle, "date", "wind")) },
    residential: {
      from: "assumed, not fitted: morning and evening peak at home, later at weekends",
      hours: assumedHome(),
    },
    office: { from: "assumed, not fitted: working hours Monday to Friday, little at weekends", hours: assumedOffice() },
    lamps: {
      from: "assumed, not fitted: lit from 18 h to 6 h, dimmed after midnight",
      hours: Array.from({ length: HOURS_OF_WEEK }, (_, i) => (i % 24 >= 18 ? 1 : i % 24 < 6 ? 0.7 : -1)),
    },
    flat: { from: "constant", hours: new Array(HOURS_OF_WEEK).fill(0) },
  },
  weather: {
    from: "fitted: Shanghai 2013–2015 hourly",
    temperatureMemory: round(temperature.memory),
    temperatureDeviation: round(temperature.deviation),
    rainStartPerDryHour: round(starts / (rain.length - wetHours)),
    rainStopPerWetHour: round(starts / wetHours),
    rainMeanMmPerHour: round(rain.filter((mm) => mm > 0).reduce((a, b) => a + b, 0) / wetHours),
  },
};

function assumedHome(): number[] {
  const bump = (hour: number, at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2));
  return normalised(
    Array.from({ length: HOURS_OF_WEEK }, (_, i) => {
      const weekend = i >= 120;
      const hour = i % 24;
      return (
        0.25 +
        bump(hour, weekend ? 9 : 7.5, weekend ? 3 : 1.6) * 0.7 +
        bump(hour, 20, 2.6) +
        (weekend ? bump(hour, 14, 4) * 0.35 : 0)
      );
    }),
  );
}

function assumedOffice(): number[] {
  return normalised(
    Array.from({ length: HOURS_OF_WEEK }, (_, i) => {
      const hour = i % 24;
      const open = 1 / (1 + Math.exp(-(hour - 8.5) * 2)) - 1 / (1 + Math.exp(-(hour - 18.5) * 1.4));
      const lunch = 1 - 0.2 * Math.exp(-(((hour - 12.5) / 0.9) ** 2));
      return 0.12 + open * lunch * (i >= 120 ? 0.25 : 1);
    }),
  );
}

const target = process.argv[3] ?? join(import.meta.dirname, "shapes.json");
writeFileSync(
  target,
  `${JSON.stringify(file, null, 1).replace(/\[\s+([^\]]+?)\s+\]/g, (_, body: string) => `[${body.replace(/\s+/g, " ")}]`)}\n`,
);
console.log(`${target}: ${Object.keys(file.shapes).join(", ")}`);
console.log(JSON.stringify(file.weather));
