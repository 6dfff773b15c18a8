// Where the globe opens when the manifest does not say: in front of the city, from the south.

import { metresPerDegree } from "../twin/geodesy.ts";
import type { Scene } from "../twin/scene/schema.ts";

/** A view from the south that holds the extent. @param ground height of the ground in its middle, m */
export function homeCamera([west, south, east, north]: readonly number[], ground: number): Scene["cameras"][string] {
  const metres = metresPerDegree((south + north) / 2);
  const span = Math.max((east - west) * metres.lon, (north - south) * metres.lat);
  const height = Math.round(span * 0.55);
  const round = (x: number): number => Math.round(x * 1e6) / 1e6;
  const back = (height * 1.35) / metres.lat; // at 35° down the ray meets the ground 1.43 heights ahead
  return {
    lon: round((west + east) / 2),
    lat: round((south + north) / 2 - back),
    height: Math.round(height + ground),
    heading: 0,
    pitch: -35,
  };
}
