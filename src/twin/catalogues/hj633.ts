// HJ 633, the national technical regulation on the ambient air quality index: break points of both versions.
// Concentrations in µg/m³, CO in mg/m³. The editions differ in PM2.5 and PM10 at IAQI 100. The 24 h row of SO2 is from
// general knowledge of HJ 633-2012 and was not checked against the official text; live figures use the 1 h row.

/** IAQI of each column of a table. */
export const IAQI_STEPS = [0, 50, 100, 150, 200, 300, 400, 500] as const;

/** Pollutant and averaging time. */
export type AqiItem =
  | "pm25"
  | "pm10"
  | "so2-24h"
  | "so2-1h"
  | "no2-24h"
  | "no2-1h"
  | "co-24h"
  | "co-1h"
  | "o3-8h"
  | "o3-1h";

export interface AqiTable {
  standardRef: string;
  /** First day it is in force, ms since 1970. */
  inForceFrom: number;
  /** Concentration at each IAQI_STEPS; a shorter list ends where the standard has no higher step. */
  breakpoints: Readonly<Record<AqiItem, readonly number[]>>;
}

const gases = {
  "so2-24h": [0, 50, 150, 475, 800, 1600, 2100, 2620],
  "so2-1h": [0, 150, 500, 650, 800],
  "no2-24h": [0, 40, 80, 180, 280, 565, 750, 940],
  "no2-1h": [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  "co-24h": [0, 2, 4, 14, 24, 36, 48, 60],
  "co-1h": [0, 5, 10, 35, 60, 90, 120, 150],
  "o3-8h": [0, 100, 160, 215, 265, 800],
  "o3-1h": [0, 160, 200, 300, 400, 800, 1000, 1200],
} as const;

/** Newest first. */
export const AQI_TABLES: readonly AqiTable[] = [
  {
    standardRef: "HJ 633-2026",
    inForceFrom: Date.UTC(2026, 2, 1),
    breakpoints: {
      ...gases,
      pm25: [0, 35, 60, 115, 150, 250, 350, 500],
      pm10: [0, 50, 120, 250, 350, 420, 500, 600],
    },
  },
  {
    standardRef: "HJ 633-2012",
    inForceFrom: Date.UTC(2016, 0, 1),
    breakpoints: {
      ...gases,
      pm25: [0, 35, 75, 115, 150, 250, 350, 500],
      pm10: [0, 50, 150, 250, 350, 420, 500, 600],
    },
  },
];

/** Bands of the AQI with the colours HJ 633 prescribes; `upTo` is the last AQI of the band. */
export const AQI_BANDS = [
  { upTo: 50, id: "good", colour: "#00e400" },
  { upTo: 100, id: "moderate", colour: "#ffff00" },
  { upTo: 150, id: "light", colour: "#ff7e00" },
  { upTo: 200, id: "medium", colour: "#ff0000" },
  { upTo: 300, id: "heavy", colour: "#99004c" },
  { upTo: Number.POSITIVE_INFINITY, id: "severe", colour: "#7e0023" },
] as const;
export type AqiBand = (typeof AQI_BANDS)[number];

/** Band of an AQI, which is a whole number ≥ 0. */
export const aqiBandOf = (aqi: number): AqiBand => AQI_BANDS.find(({ upTo }) => aqi <= upTo) as AqiBand;
