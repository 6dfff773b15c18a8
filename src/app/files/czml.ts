// Where the things of a CZML document are: its positions, wherever in its packets they stand.

import { fromEcef } from "../../twin/geodesy.ts";

/** [west, south, east, north] degrees; null when no packet says a place. */
export function czmlExtent(packets: readonly unknown[]): [number, number, number, number] | null {
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const widen = (lon: number, lat: number): void => {
    if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return;
    extent[0] = Math.min(extent[0], lon);
    extent[1] = Math.min(extent[1], lat);
    extent[2] = Math.max(extent[2], lon);
    extent[3] = Math.max(extent[3], lat);
  };
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > 12) return;
    if (Array.isArray(value)) {
      for (const each of value) look(each, depth + 1);
      return;
    }
    const object = value as Record<string, unknown>;
    for (const [key, inner] of Object.entries(object)) {
      if (!isNumbers(inner)) look(inner, depth + 1);
      else if (key === "wsenDegrees") {
        widen(inner[0], inner[1]);
        widen(inner[2], inner[3]);
      } else if (key === "cartographicDegrees" || key === "cartesian" || key === "cartographicRadians") {
        // Samples over time have their time first: four numbers each.
        const timed = object.epoch !== undefined || inner.length === 4;
        for (let i = timed ? 1 : 0; i + 2 < inner.length; i += timed ? 4 : 3) {
          const [x, y, z] = [inner[i], inner[i + 1], inner[i + 2]];
          const { lon, lat } = key === "cartesian" ? fromEcef(x, y, z) : { lon: x, lat: y };
          const scale = key === "cartographicRadians" ? 180 / Math.PI : 1;
          widen(lon * scale, lat * scale);
        }
      }
    }
  };
  look(packets, 0);
  return extent[0] <= extent[2] ? extent : null;
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length >= 3 && value.every((each) => typeof each === "number");
