// What each sensor reads at a time: its kind's course of the week, its own offset and noise, the weather, faults and the incident.

import type { Incident } from "./incident.ts";
import { type MockCity, type Role, roleOf } from "./mockCity.ts";
import { hash01, Random } from "./random.ts";
import { LocalClock, shapeAt } from "./shapes.ts";
import type { Behaviour, FaultRates } from "./simulation.ts";
import { CALM_WIND, CROSSING_MS, type Weather } from "./weather.ts";

const NONE = 0;
const STUCK = 1;
const DRIFT = 2;
const SPIKE = 3;
const SILENT = 4;

/** A fault lasts this long before sensors draw lots again, ms. */
const FAULT_MS = 2 * 3_600_000;
/** Share of assets that are in trouble at any time (silted drains, tired pumps), so that about 98 % of points are normal; lasts hours. Assumptions. */
export const TROUBLED = 0.018;
const TROUBLE_MS = 4 * 3_600_000;
/** How trouble divides over the limits of a kind, mildest first. */
const TROUBLE_STEPS = [0.66, 0.24, 0.08, 0.02];
/** Memory of the noise from one reading to the next. */
const NOISE_MEMORY = 0.8;
/** Which weather a role follows when its own rain coefficient is used. */
const RESERVOIR_OF: Partial<Record<Role, "drain" | "pond" | "river">> = {
  drain: "drain",
  pond: "pond",
  river: "river",
};
/** Share of the range that a storm adds where simulation.json says nothing of rain: our assumption. */
const STORM_SHARE = { drain: 0.8, pond: 0.9, river: 0.4 } as const;
/** mm/h */
const STORM = 60;
/** Coupling to heat counts from this air temperature, °C. */
const HEAT_FROM = 26;

export class SensorModel {
  private readonly clock: LocalClock;
  private readonly noise: Float32Array;
  private readonly lastValue: Float64Array;
  private readonly lagMs: Float32Array;
  private readonly roles: Role[];
  private readonly random: Random;
  private readonly ambient: Behaviour | undefined;

  constructor(
    private readonly city: MockCity,
    private readonly behaviours: readonly (Behaviour | undefined)[],
    private readonly weather: Weather,
    private readonly incident: Incident | undefined,
    private readonly seed: number,
    private readonly start: number,
    /** Instead of each kind's own rates. */
    private readonly rates?: FaultRates,
    private readonly troubledShare = TROUBLED,
  ) {
    const { coreCount } = city.nodes;
    this.clock = new LocalClock(city.scene.timeZone);
    this.noise = new Float32Array(coreCount);
    this.lastValue = new Float64Array(coreCount).fill(Number.NaN);
    this.random = new Random(seed);
    this.roles = city.scene.kinds.map((kind) => roleOf(kind.id));
    this.ambient = behaviours[city.scene.kinds.findIndex((kind) => kind.id === "air-temp")];
    // Weather comes from the south-west: what lies farther north-east feels it later.
    let earliest = Infinity;
    let latest = -Infinity;
    const along = Float32Array.from({ length: coreCount }, (_, slot) => city.x[slot] + city.y[slot]);
    for (const slot of city.points) {
      earliest = Math.min(earliest, along[slot]);
      latest = Math.max(latest, along[slot]);
    }
    const width = Math.max(latest - earliest, 1);
    this.lagMs = along.map((at) => ((at - earliest) / width) * CROSSING_MS);
    for (const slot of city.points) this.noise[slot] = this.random.normal();
  }

  /** Whether the sensor says anything at a time. In the first minute every sensor does. */
  silent(slot: number, time: number): boolean {
    if (this.incident?.silent(slot, time)) return true;
    return time - this.start > 60_000 && this.faultOf(slot, time) === SILENT;
  }

  /** Reading in the kind's unit, rounded as a device would send it. Call once per publication: it advances the noise. */
  read(slot: number, time: number): number {
    const kind = this.city.nodes.columns.kind[slot];
    const behaviour = this.behaviours[kind];
    if (!behaviour) throw new Error(`slot ${slot} is no monitoring point`);
    const fault = this.faultOf(slot, time);
    if (fault === STUCK && !Number.isNaN(this.lastValue[slot])) return this.lastValue[slot];
    const span = behaviour.high - behaviour.low;
    const discrete = behaviour.states.length > 0;
    let value = discrete ? this.state(slot, behaviour, time) : this.course(slot, behaviour, this.roles[kind], time);
    if (fault === DRIFT) value += (span * 0.3 * ((time + this.phase(slot)) % FAULT_MS)) / FAULT_MS;
    if (fault === SPIKE && this.random.next() < 0.1) value += span * (this.random.next() < 0.5 ? 0.6 : -0.6);
    if (this.incident) value = this.incident.shape(slot, value, span, time);
    // A range is what is usual; a sensor can read somewhat beyond it.
    value = Math.min(
      behaviour.high + span * 0.2,
      Math.max(behaviour.low - (behaviour.low < 0 ? span * 0.2 : 0), value),
    );
    if (discrete) value = Math.round(value);
    const rounded = Number(value.toFixed(behaviour.decimals));
    this.lastValue[slot] = rounded;
    return rounded;
  }

  private course(slot: number, behaviour: Behaviour, role: Role, time: number): number {
    const own = hash01(this.seed, slot, 11);
    // Each place keeps its own hours, up to half an hour earlier or later, and its own strength.
    const hour = this.clock.hourOfWeek(time) + own - 0.5;
    const strength = 0.75 + 0.5 * hash01(this.seed, slot, 12);
    this.noise[slot] = NOISE_MEMORY * this.noise[slot] + Math.sqrt(1 - NOISE_MEMORY ** 2) * this.random.normal();
    const offset = (hash01(this.seed, slot, 13) - 0.5) * 2 * behaviour.noise;
    const trouble = this.troubleOf(slot, behaviour, time);
    if (trouble !== undefined) return trouble + behaviour.noise * 0.3 * this.noise[slot];
    return (
      behaviour.base +
      offset +
      behaviour.amplitude * strength * shapeAt(behaviour.hours, hour) +
      behaviour.noise * this.noise[slot] +
      this.fromWeather(slot, behaviour, role, hour)
    );
  }

  private fromWeather(slot: number, behaviour: Behaviour, role: Role, hour: number): number {
    const weather = this.weather.at(this.lagMs[slot]);
    const { weather: told } = behaviour;
    if (role === "rain") return weather.rain * (told.rain ?? 1);
    let change = (told.temperature ?? 0) * weather.temperature + (told.wind ?? 0) * (weather.wind - CALM_WIND);
    if (told.heat && this.ambient) {
      const { base, amplitude, hours } = this.ambient;
      const air = base + amplitude * shapeAt(hours, hour) + weather.temperature;
      change += told.heat * Math.max(0, air - HEAT_FROM);
    }
    const reservoir = RESERVOIR_OF[role];
    if (!reservoir) return change + (told.rain ?? 0) * weather.surface;
    // Low places fill, high ones hardly: a skewed share of its own for every point.
    const sensitivity = role === "river" ? 1 : 0.1 + 1.6 * hash01(this.seed, slot, 14) ** 2;
    const perMm = told.rain ?? ((behaviour.high - behaviour.low) * STORM_SHARE[reservoir]) / STORM;
    return change + perMm * sensitivity * weather[reservoir];
  }

  /** A discrete sensor keeps a drawn state for half an hour. */
  private state(slot: number, behaviour: Behaviour, time: number): number {
    let lot = hash01(this.seed ^ 0x51ed, slot, Math.floor((time + this.phase(slot)) / (FAULT_MS / 4)));
    for (const [state, share] of behaviour.states) {
      if (lot < share) return state;
      lot -= share;
    }
    return behaviour.states[0][0];
  }

  /** Value of an asset in trouble, or undefined for the healthy. */
  private troubleOf(slot: number, { troubled }: Behaviour, time: number): number | undefined {
    if (troubled.length === 0 || this.troubledShare === 0) return undefined;
    const epoch = Math.floor((time + this.phase(slot) * (TROUBLE_MS / FAULT_MS)) / TROUBLE_MS);
    let lot = hash01(this.seed ^ 0x7b0b, slot, epoch) / this.troubledShare;
    for (let step = 0; lot < 1 && step < TROUBLE_STEPS.length; step++) {
      if (lot < TROUBLE_STEPS[step]) return troubled[Math.min(step, troubled.length - 1)];
      lot -= TROUBLE_STEPS[step];
    }
    return undefined;
  }

  private faultOf(slot: number, time: number): number {
    const rates = this.rates ?? this.behaviours[this.city.nodes.columns.kind[slot]]?.faults;
    if (!rates) return NONE;
    let lot = hash01(this.seed ^ 0xfa17, slot, Math.floor((time + this.phase(slot)) / FAULT_MS));
    for (const [fault, rate] of [
      [STUCK, rates.stuck],
      [DRIFT, rates.drift],
      [SPIKE, rates.spike],
      [SILENT, rates.dropout],
    ] as const) {
      if (lot < rate) return fault;
      lot -= rate;
    }
    return NONE;
  }

  /** Sensors do not fail at the same moment. */
  private phase(slot: number): number {
    return Math.floor(hash01(this.seed, slot, 15) * FAULT_MS);
  }
}
