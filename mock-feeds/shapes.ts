// The course of a week: 168 hourly numbers from -1 to 1, read between the hours.

import { readFileSync } from "node:fs";

export const HOURS_OF_WEEK = 168;

export interface ShapesFile {
  about: string;
  shapes: Record<string, { from: string; hours: number[] }>;
  weather: WeatherStatistics;
}

/** What the simulated weather is drawn from. */
export interface WeatherStatistics {
  from: string;
  /** Autocorrelation of the temperature anomaly over one hour. */
  temperatureMemory: number;
  /** Standard deviation of the temperature anomaly, °C. */
  temperatureDeviation: number;
  rainStartPerDryHour: number;
  rainStopPerWetHour: number;
  rainMeanMmPerHour: number;
}

export const readShapes = (): ShapesFile =>
  JSON.parse(readFileSync(new URL("./shapes.json", import.meta.url), "utf8")) as ShapesFile;

/** Value of a week's course between two hours. @param hour of the week, any real number; Monday 00 h is 0 */
export function shapeAt(hours: ArrayLike<number>, hour: number): number {
  const wrapped = ((hour % HOURS_OF_WEEK) + HOURS_OF_WEEK) % HOURS_OF_WEEK;
  const at = Math.floor(wrapped) % HOURS_OF_WEEK;
  const share = wrapped - Math.floor(wrapped);
  return hours[at] * (1 - share) + hours[(at + 1) % HOURS_OF_WEEK] * share;
}

/** Local hour of the week at a time, by the zone's offset then. */
export class LocalClock {
  private hourStart = Number.NaN;
  private offset = 0;
  private readonly format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
  }

  /** @param time ms since 1970 @returns 0 … 168, Monday 00 h local is 0 */
  hourOfWeek(time: number): number {
    const hourStart = Math.floor(time / 3_600_000) * 3_600_000;
    if (hourStart !== this.hourStart) {
      this.hourStart = hourStart;
      this.offset = this.offsetAt(hourStart);
    }
    const days = (time + this.offset) / 86_400_000;
    // 1970-01-01 was a Thursday.
    return ((days + 3) % 7) * 24;
  }

  private offsetAt(time: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(time)) part[type] = Number(value);
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) - time;
  }
}
