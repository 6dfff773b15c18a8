// Vector tiles as imagery: drawn on a canvas tile by tile, so that they lie on any ground, as sharp as the level asks for.

import {
  Event as CesiumEvent,
  type Credit,
  type ImageryProvider,
  Rectangle,
  type Resource,
  WebMercatorTilingScheme,
} from "cesium";
import type { ReferenceOf } from "../../../twin/scene/references.ts";
import { drawTile } from "./drawTile.ts";
import type { MakeProvider } from "./imagery.ts";
import { decodeMvt, type MvtLayer } from "./mvt.ts";
import { rectangleOf } from "./providers.ts";
import { resourceOf } from "./reference.ts";

/** Edge of a drawn tile, px. */
const SIZE = 512;
/** How many levels beyond the last one is drawn from it, sharp. */
const BEYOND = 4;
/** Decoded tiles kept. */
const KEPT = 64;

/** Bytes of a tile, null where there is none. */
export type TileBytes = (level: number, x: number, y: number) => Promise<Uint8Array | null>;

export interface VectorOptions {
  minLevel: number;
  maxLevel: number;
  rectangle: Rectangle | undefined;
  layers: readonly string[] | undefined;
  bytes: TileBytes;
}

/** An ImageryProvider as Cesium asks for one (Scene/ImageryProvider.js), made of vector tiles. */
export function vectorProvider({ minLevel, maxLevel, rectangle, layers, bytes }: VectorOptions): ImageryProvider {
  const tilingScheme = new WebMercatorTilingScheme();
  const errorEvent = new CesiumEvent();
  const decoded = new Map<string, Promise<MvtLayer[]>>();
  const tile = (level: number, x: number, y: number): Promise<MvtLayer[]> => {
    const key = `${level}/${x}/${y}`;
    let found = decoded.get(key);
    if (!found) {
      found = bytes(level, x, y).then((data) => {
        const all = data ? decodeMvt(data) : [];
        return layers ? all.filter((layer) => layers.includes(layer.name)) : all;
      });
      found.catch(() => decoded.delete(key));
      decoded.set(key, found);
      if (decoded.size > KEPT) decoded.delete(decoded.keys().next().value as string);
    }
    return found;
  };
  const provider = {
    tileWidth: SIZE,
    tileHeight: SIZE,
    minimumLevel: minLevel,
    maximumLevel: maxLevel + BEYOND,
    tilingScheme,
    rectangle: rectangle
      ? (Rectangle.intersection(rectangle, tilingScheme.rectangle) ?? rectangle)
      : tilingScheme.rectangle,
    tileDiscardPolicy: undefined,
    errorEvent,
    credit: undefined as Credit | undefined,
    proxy: undefined,
    hasAlphaChannel: true,
    getTileCredits: () => [],
    pickFeatures: () => undefined,
    async requestImage(x: number, y: number, level: number): Promise<HTMLCanvasElement> {
      const up = Math.max(0, level - maxLevel);
      const canvas = document.createElement("canvas");
      canvas.width = SIZE;
      canvas.height = SIZE;
      try {
        const found = await tile(level - up, x >> up, y >> up);
        const context = canvas.getContext("2d");
        if (context) drawTile(context, found, { size: SIZE, level, up, x, y });
      } catch (error) {
        errorEvent.raiseEvent(error instanceof Error ? error : new Error(String(error)));
      }
      return canvas;
    },
  };
  return provider as unknown as ImageryProvider;
}

/** Vector tiles by address. */
export const mvt: MakeProvider = async (built, context) => {
  const spec = built.spec as ReferenceOf<"mvt">;
  const resource = await resourceOf(built, context);
  return vectorProvider({
    minLevel: spec.minLevel,
    maxLevel: spec.maxLevel,
    rectangle: rectangleOf(spec.extent),
    layers: spec.layers,
    bytes: (level, x, y) => fetchTile(resource, spec.subdomains, level, x, y),
  });
};

async function fetchTile(
  resource: Resource,
  subdomains: readonly string[] | undefined,
  level: number,
  x: number,
  y: number,
): Promise<Uint8Array | null> {
  const url = resource.url
    .replace("{z}", String(level))
    .replace("{x}", String(x))
    .replace("{y}", String(y))
    .replace(/\{(?:-y|reverseY)\}/, String(2 ** level - 1 - y))
    .replace("{s}", subdomains?.[(x + y) % subdomains.length] ?? "");
  const response = await fetch(url);
  // Servers have no tile where nothing is.
  if (response.status === 404 || response.status === 204) return null;
  if (!response.ok) throw new Error(`${level}/${x}/${y}: HTTP ${response.status}`);
  return unzipped(new Uint8Array(await response.arrayBuffer()));
}

/** Some servers send gzip without saying so. */
async function unzipped(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
