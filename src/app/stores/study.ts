// What planners look into that changes the picture itself: sun and shadow, under the ground, a section. The address has all of it.

import { create } from "zustand";
import type { Position } from "../../twin/scenarios/shapes.ts";

/** Sun and shadow at an hour of true solar time. */
export interface SunStudy {
  /** yyyy-mm-dd. */
  date: string;
  /** Minutes since midnight, true solar time. */
  minutes: number;
}

/** An upright plane: what lies before it, seen along `heading`, is taken away. */
export interface SectionPlane {
  lon: number;
  lat: number;
  /** Degrees clockwise from north. */
  heading: number;
}

/** A pit: its outline and how far below the lowest ground of it its floor lies, m. */
export interface PitStudy {
  depth: number;
  outline: Position[];
}

/** m. */
export const PIT_DEPTHS = { least: 1, most: 30, first: 6 };
/** The most is what the globe can cut, PIT_CORNERS of globe/look.ts. */
export const PIT_CORNERS = { least: 3, most: 16 };

interface StudyStore {
  sun: SunStudy | null;
  /** How opaque the ground is while one looks under it, 0–1; null for as ever. */
  ground: number | null;
  section: SectionPlane | null;
  pit: PitStudy | null;
}

export const useStudy = create<StudyStore>(() => ({ sun: null, ground: null, section: null, pit: null }));

/** 2026-01-20T12:30 (true solar time), or null. */
export function readSun(text: string | null): SunStudy | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/.exec(text ?? "");
  if (!match) return null;
  const [, date, hours, minutes] = match;
  const at = Number(hours) * 60 + Number(minutes);
  const day = new Date(`${date}T00:00:00Z`);
  // The solar formulas hold from 1950 to 2050; 31 February is no day.
  if (!Number.isFinite(day.getTime()) || day.toISOString().slice(0, 10) !== date) return null;
  const year = day.getUTCFullYear();
  return year >= 1950 && year <= 2050 && Number(minutes) < 60 && at < 1440 ? { date, minutes: at } : null;
}

export const writeSun = ({ date, minutes }: SunStudy): string => {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date}T${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;
};

/** Opacity of the ground in percent; null for none or nonsense. */
export function readGround(text: string | null): number | null {
  const percent = text === null || text === "" ? Number.NaN : Number(text);
  return percent >= 0 && percent <= 100 ? percent / 100 : null;
}

/** lon,lat,heading in degrees, or null. */
export function readSection(text: string | null): SectionPlane | null {
  const parts = (text ?? "").split(",").map(Number);
  if (!text || parts.length !== 3 || !parts.every(Number.isFinite)) return null;
  const [lon, lat, heading] = parts;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 89 ? { lon, lat, heading: ((heading % 360) + 360) % 360 } : null;
}

/** depth,lon,lat,lon,lat,… in m and degrees, or null. */
export function readPit(text: string | null): PitStudy | null {
  const [depth, ...flat] = (text ?? "").split(",").map(Number);
  const corners = flat.length / 2;
  const { least, most } = PIT_DEPTHS;
  if (!(depth >= least && depth <= most) || !(corners >= PIT_CORNERS.least && corners <= PIT_CORNERS.most)) return null;
  const outline = Array.from({ length: corners }, (_, k): Position => [flat[2 * k], flat[2 * k + 1]]);
  const onEarth = outline.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 89);
  return Number.isInteger(corners) && onEarth ? { depth, outline } : null;
}

export const writePit = ({ depth, outline }: PitStudy): string =>
  [depth, ...outline.flat().map((degrees) => degrees.toFixed(6))].join(",");
