// One weather for the whole city: temperature anomaly, rain and wind as seeded processes, stepped by the minute.
// A point feels it a little later the farther downwind it stands. What rain fills (drains, ponds, river) follows with its own delay.

import { Random } from "./random.ts";
import type { WeatherStatistics } from "./shapes.ts";

const STEP_MS = 60_000;
const HISTORY = 180;
/** A front crosses the whole city in this time, ms. Quicker than clouds are, so that a watcher sees it pass: an assumption of the simulation. */
export const CROSSING_MS = 3 * 60_000;
/** Usual wind, m/s; couplings to wind count from here. An assumption of the simulation. */
export const CALM_WIND = 2.5;

/** Time in which water that rain brings runs off again, min: linear reservoirs. Assumptions of the simulation. */
export const RESERVOIR_MINUTES = { surface: 2, drain: 4, pond: 8, river: 25 } as const;
export type Reservoir = keyof typeof RESERVOIR_MINUTES;

/** Weather at one minute. Rain and reservoirs in mm/h, temperature anomaly in °C, wind in m/s. */
export interface WeatherState {
  temperature: number;
  rain: number;
  wind: number;
  surface: number;
  drain: number;
  pond: number;
  river: number;
}

export class Weather {
  private readonly random: Random;
  private readonly history: WeatherState[] = [];
  private now: WeatherState = { temperature: 0, rain: 0, wind: CALM_WIND, surface: 0, drain: 0, pond: 0, river: 0 };
  private wet = false;
  private target = 0;
  private time: number;

  /** @param start ms since 1970 @param imposed rain of an incident at a time, mm/h, over the natural one */
  constructor(
    seed: number,
    private readonly statistics: WeatherStatistics,
    start: number,
    private readonly imposed: (time: number) => number = () => 0,
  ) {
    this.random = new Random(seed);
    this.time = start;
    this.history.push(this.now);
  }

  /** Steps to a time. @param time ms since 1970 */
  advance(time: number): void {
    while (this.time + STEP_MS <= time) {
      this.time += STEP_MS;
      this.step();
    }
  }

  /** Weather as felt `lag` ms after it reached the city's edge. */
  at(lag: number): WeatherState {
    return this.history[Math.min(this.history.length - 1, Math.max(0, Math.round(lag / STEP_MS)))];
  }

  private step(): void {
    const { random, statistics, now } = this;
    const memory = statistics.temperatureMemory ** (1 / 60);
    const kick = statistics.temperatureDeviation * Math.sqrt(1 - memory * memory);
    const chance = (this.wet ? statistics.rainStopPerWetHour : statistics.rainStartPerDryHour) / 60;
    if (random.next() < chance) {
      this.wet = !this.wet;
      // Exponential around the mean intensity.
      this.target = this.wet ? -Math.log(1 - random.next()) * statistics.rainMeanMmPerHour : 0;
    }
    const natural = now.rain + (this.target - now.rain) * 0.15;
    const rain = Math.max(natural < 0.05 && !this.wet ? 0 : natural, this.imposed(this.time));
    const filled = (name: Reservoir): number => now[name] + (rain - now[name]) / RESERVOIR_MINUTES[name];
    this.now = {
      temperature: now.temperature * memory + kick * random.normal(),
      rain,
      wind: Math.max(0, now.wind + (CALM_WIND + rain * 0.05 - now.wind) * 0.02 + 0.15 * random.normal()),
      surface: filled("surface"),
      drain: filled("drain"),
      pond: filled("pond"),
      river: filled("river"),
    };
    this.history.unshift(this.now);
    if (this.history.length > HISTORY) this.history.pop();
  }
}
