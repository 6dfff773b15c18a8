// Where the sun stands: for the picture's light and for studies of sun and shadow. Good to about 0.02° between 1950 and 2050.

const RADIANS = Math.PI / 180;
const DAY_MS = 86_400_000;
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

/**
 * The sun at a moment and place, by the low-precision formulas of the Astronomical Almanac (page C5) [K].
 * @param time ms since 1970, UTC @param lon, lat degrees, WGS 84
 */
export function sunAt(time: number, lon: number, lat: number): SunPosition {
  const days = (time - J2000_MS) / DAY_MS;
  const meanLongitude = turn(280.46 + 0.9856474 * days);
  const anomaly = turn(357.528 + 0.9856003 * days) * RADIANS;
  const longitude = (meanLongitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
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
