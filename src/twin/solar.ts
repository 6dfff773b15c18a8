// Where the sun stands: for the picture's light and for studies of sun and shadow. Good to about 0.02° between 1950 and 2050.

const RADIANS = Math.PI / 180;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** 1 January 2000, 12:00 UTC. */
const J2000_MS = Date.UTC(2000, 0, 1, 12);

export interface SunPosition {
  /** Degrees above the horizon, without refraction. */
  elevation: number;
  /** Degrees clockwise from north. */
  azimuth: number;
  /** Unit vector towards the sun: east, north, up. */
  direction: readonly [east: number, north: number, up: number];
  /** True solar time, hours 0…24: at 12 the sun is on the meridian. */
  solarHour: number;
}

const turn = (degrees: number): number => ((degrees % 360) + 360) % 360;

/** The sun's longitude on the ecliptic, degrees: 270 at the winter solstice, 300 at 大寒. @param time ms since 1970, UTC */
export function sunLongitude(time: number): number {
  const days = (time - J2000_MS) / DAY_MS;
  const anomaly = turn(357.528 + 0.9856003 * days) * RADIANS;
  return turn(280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly));
}

/**
 * The sun at a moment and place, by the low-precision formulas of the Astronomical Almanac (page C5) [K].
 * @param time ms since 1970, UTC @param lon, lat degrees, WGS 84
 */
export function sunAt(time: number, lon: number, lat: number): SunPosition {
  const days = (time - J2000_MS) / DAY_MS;
  const longitude = sunLongitude(time) * RADIANS;
  const obliquity = (23.439 - 4e-7 * days) * RADIANS;
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  const rightAscension = Math.atan2(Math.cos(obliquity) * Math.sin(longitude), Math.cos(longitude)) / RADIANS;
  const siderealDegrees = 280.46062 + 360.98564737 * days;
  const hourAngle = turn(siderealDegrees + lon - rightAscension + 180) - 180;
  const [h, phi] = [hourAngle * RADIANS, lat * RADIANS];
  const east = -Math.cos(declination) * Math.sin(h);
  const north = Math.sin(declination) * Math.cos(phi) - Math.cos(declination) * Math.cos(h) * Math.sin(phi);
  const up = Math.sin(declination) * Math.sin(phi) + Math.cos(declination) * Math.cos(h) * Math.cos(phi);
  return {
    elevation: Math.asin(Math.min(1, Math.max(-1, up))) / RADIANS,
    azimuth: turn(Math.atan2(east, north) / RADIANS),
    direction: [east, north, up],
    solarHour: (((hourAngle / 15 + 12) % 24) + 24) % 24,
  };
}

/** A day of the calendar; months from 1. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

/**
 * The moment of a day at which the sun stands at an hour of true solar time.
 * @param hour true solar time, 0…24 @param lon, lat degrees @returns ms since 1970, UTC
 */
export function timeAtSolarHour({ year, month, day }: CalendarDay, hour: number, lon: number, lat: number): number {
  let time = Date.UTC(year, month - 1, day) + (hour - lon / 15) * HOUR_MS;
  // The equation of time changes by less than 30 s a day: two steps leave less than a second.
  for (let step = 0; step < 2; step++) {
    const apart = sunAt(time, lon, lat).solarHour - hour;
    time -= (apart - 24 * Math.round(apart / 24)) * HOUR_MS;
  }
  return time;
}

/** Equation of time: how far true solar time is before mean solar time, minutes. @param time ms since 1970, UTC */
export function equationOfTime(time: number): number {
  const mean = (time % DAY_MS) / HOUR_MS;
  const apart = sunAt(time, 0, 0).solarHour - mean;
  return (apart - 24 * Math.round(apart / 24)) * 60;
}

/**
 * The day of a year on which the sun reaches a longitude of the ecliptic (大寒 300°, 冬至 270°), by a zone's calendar.
 * @param zoneHours hours the zone is before UTC
 */
export function solarTermDay(year: number, longitude: number, zoneHours: number): CalendarDay {
  const start = Date.UTC(year, 0, 1);
  const ahead = turn(longitude - sunLongitude(start));
  let time = start + (ahead / 360) * 365.2422 * DAY_MS;
  for (let step = 0; step < 5; step++) {
    const apart = turn(longitude - sunLongitude(time) + 180) - 180;
    time += (apart / 360) * 365.2422 * DAY_MS;
  }
  const local = new Date(time + zoneHours * HOUR_MS);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}
