// Air quality index of a set of concentrations, by the edition of HJ 633 in force at their time.

import { AQI_TABLES, type AqiItem, type AqiTable, IAQI_STEPS } from "./catalogues/hj633.ts";

/** The edition in force at a time (ms since 1970); the oldest one for times before all. */
export const aqiTableAt = (time: number): AqiTable =>
  AQI_TABLES.find((table) => time >= table.inForceFrom) ?? (AQI_TABLES.at(-1) as AqiTable);

/**
 * Index of one pollutant, rounded up as the standard says; NaN for a concentration that is none.
 * Above the last break point of the item it stays at that point's index.
 * @param concentration µg/m³, CO in mg/m³
 */
export function iaqi(table: AqiTable, item: AqiItem, concentration: number): number {
  if (!(concentration >= 0)) return Number.NaN;
  const points = table.breakpoints[item];
  for (let i = 1; i < points.length; i++) {
    if (concentration > points[i]) continue;
    const [low, high] = [IAQI_STEPS[i - 1], IAQI_STEPS[i]];
    const share = (concentration - points[i - 1]) / (points[i] - points[i - 1]);
    // A millionth off before rounding up: 60 of 60 must be 100, not 101, whatever the binary fraction.
    return Math.max(0, Math.ceil((high - low) * share + low - 1e-6));
  }
  return IAQI_STEPS[points.length - 1];
}

/** Item of a pollutant key of the scene (pm25, so2, o3 …): gases by their 1 h limits, as in real-time reports, unless the key names another. */
export function aqiItemOf(pollutant: string): AqiItem | undefined {
  const { breakpoints } = AQI_TABLES[0];
  for (const item of [pollutant, `${pollutant}-1h`]) if (Object.hasOwn(breakpoints, item)) return item as AqiItem;
  return undefined;
}

/**
 * AQI and its primary pollutant (named above 50 only).
 * @param concentrations by pollutant key @param time ms since 1970, chooses the edition
 */
export function aqi(
  concentrations: Readonly<Record<string, number>>,
  time: number,
): { value: number; primary: string | null; standardRef: string } | undefined {
  const table = aqiTableAt(time);
  let value = Number.NaN;
  let primary: string | null = null;
  for (const [pollutant, concentration] of Object.entries(concentrations)) {
    const item = aqiItemOf(pollutant);
    if (!item) continue;
    const index = iaqi(table, item, concentration);
    if (Number.isNaN(index) || index <= value) continue;
    value = index;
    primary = pollutant;
  }
  return Number.isNaN(value)
    ? undefined
    : { value, primary: value > 50 ? primary : null, standardRef: table.standardRef };
}
