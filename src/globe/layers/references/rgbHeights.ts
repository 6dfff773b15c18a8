// Heights out of PNG tiles whose colours are numbers (Mapbox Terrain-RGB, Terrarium), for any tile at any level.

import type { Resource } from "cesium";
import type { ReferenceOf } from "../../../twin/scene/references.ts";
import { heightOfRgb } from "./terrainRgb.ts";

/** Decoded tiles kept; each is at most 1 MiB. */
const KEPT = 96;

interface Raster {
  size: number;
  heights: Float32Array;
}

export class RgbHeights {
  private readonly tiles = new Map<string, Promise<Raster | null>>();
  private told = false;

  constructor(
    private readonly spec: ReferenceOf<"terrain-rgb">,
    private readonly resource: Resource,
    private readonly onProblem: (reason: string) => void,
  ) {}

  /**
   * Heights of a tile, row by row from the north-west, m. Where there is no tile of its level its ancestors serve,
   * and where there are none the ellipsoid.
   */
  async tile(x: number, y: number, level: number, samples: number): Promise<Float32Array> {
    const out = new Float32Array(samples * samples);
    for (let up = Math.max(0, level - this.spec.maxLevel); level - up >= this.spec.minLevel; up++) {
      const raster = await this.raster(x >> up, y >> up, level - up);
      if (!raster) continue;
      const { size, heights } = raster;
      const parts = 2 ** up;
      for (let row = 0; row < samples; row++)
        for (let column = 0; column < samples; column++) {
          // Pixels stand for areas: the value at an edge is that of the outermost pixel.
          const u = ((x % parts) + column / (samples - 1)) / parts;
          const v = ((y % parts) + row / (samples - 1)) / parts;
          out[row * samples + column] = sample(heights, size, u * size - 0.5, v * size - 0.5);
        }
      return out;
    }
    return out;
  }

  private raster(x: number, y: number, level: number): Promise<Raster | null> {
    const key = `${level}/${x}/${y}`;
    let tile = this.tiles.get(key);
    if (!tile) {
      tile = this.load(x, y, level);
      this.tiles.set(key, tile);
      if (this.tiles.size > KEPT) this.tiles.delete(this.tiles.keys().next().value as string);
    }
    return tile;
  }

  private async load(x: number, y: number, level: number): Promise<Raster | null> {
    const { subdomains, encoding } = this.spec;
    const resource = this.resource.getDerivedResource({ url: "" });
    const s = subdomains?.[(x + y) % subdomains.length] ?? "";
    resource.url = this.resource.url
      .replace("{z}", String(level))
      .replace("{x}", String(x))
      .replace("{y}", String(y))
      .replace("{s}", s);
    try {
      const response = await fetch(resource.url);
      // Beyond the edge of the data there is no tile; that is no trouble.
      if (response.status === 404 || response.status === 204) return null;
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const bitmap = await createImageBitmap(await response.blob(), {
        colorSpaceConversion: "none",
        premultiplyAlpha: "none",
      });
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (!context) throw new Error("no canvas to read the tile with");
      context.drawImage(bitmap, 0, 0);
      bitmap.close();
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      const size = Math.min(width, height);
      const heights = new Float32Array(size * size);
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++) {
          const at = (row * width + column) * 4;
          heights[row * size + column] = heightOfRgb(encoding, data[at], data[at + 1], data[at + 2]);
        }
      return { size, heights };
    } catch (error) {
      if (!this.told) this.onProblem(`${level}/${x}/${y}: ${error instanceof Error ? error.message : String(error)}`);
      this.told = true;
      return null;
    }
  }
}

/** Bilinear, held at the edges. */
function sample(heights: Float32Array, size: number, x: number, y: number): number {
  const clamp = (value: number): number => Math.min(size - 1, Math.max(0, value));
  const [i, j] = [Math.floor(clamp(x)), Math.floor(clamp(y))];
  const [k, l] = [Math.min(size - 1, i + 1), Math.min(size - 1, j + 1)];
  const [u, v] = [clamp(x) - i, clamp(y) - j];
  const top = heights[j * size + i] * (1 - u) + heights[j * size + k] * u;
  const bottom = heights[l * size + i] * (1 - u) + heights[l * size + k] * u;
  return top * (1 - v) + bottom * v;
}
