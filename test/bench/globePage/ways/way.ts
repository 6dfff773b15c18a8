// What every way of drawing live points is to the bench: made once with all points, told what changed, rendered.

import type { Scene } from "cesium";

/** All points, by index. Degrees and metres above the ellipsoid. */
export interface Points {
  lon: Float64Array;
  lat: Float64Array;
  height: Float32Array;
}

export interface Stage {
  scene: Scene;
  points: Points;
  /** Renders Cesium's scene; throws what a render error was. */
  render(): void;
}

export interface Way {
  readonly name: string;
  /** Rounds it is given: the slow ones get fewer. */
  readonly rounds: number;
  show(visible: boolean): void;
  /** Point `which[i]` has severity `severity[i]` (0–5) and its value stands at `level[i]` of 255 in its range. */
  write(which: Uint32Array, severity: Uint8Array, level: Uint8Array): void;
  /** Brings what was written to the screen. */
  render(): void;
}

/** Size of a sign by severity, px: calm ones are small. */
export const sizeOf = (severity: number): number => (severity > 1 ? 20 : 9);
