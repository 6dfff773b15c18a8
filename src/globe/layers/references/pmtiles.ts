// PMTiles: a whole pyramid of tiles in one file, read by ranges. What its header says decides how it is shown.

import { Event as CesiumEvent, type ImageryProvider, Rectangle, WebMercatorTilingScheme } from "cesium";
import { FetchSource, PMTiles, TileType } from "pmtiles";
import type { ReferenceOf } from "../../../twin/scene/references.ts";
import type { MakeProvider } from "./imagery.ts";
import { resourceOf } from "./reference.ts";
import { vectorProvider } from "./vectorTiles.ts";

export const pmtiles: MakeProvider = async (built, context): Promise<ImageryProvider> => {
  const { layers } = built.spec as ReferenceOf<"pmtiles">;
  const archive = new PMTiles(new FetchSource((await resourceOf(built, context)).url));
  const header = await archive.getHeader();
  const { minZoom, maxZoom, minLon, minLat, maxLon, maxLat } = header;
  const rectangle =
    maxLon > minLon && maxLat > minLat ? Rectangle.fromDegrees(minLon, minLat, maxLon, maxLat) : undefined;
  const bytes = async (level: number, x: number, y: number): Promise<Uint8Array | null> => {
    const tile = await archive.getZxy(level, x, y);
    return tile ? new Uint8Array(tile.data) : null;
  };
  if (header.tileType === TileType.Mvt)
    return vectorProvider({ minLevel: minZoom, maxLevel: maxZoom, rectangle, layers, bytes });
  if (header.tileType === TileType.Unknown) throw new Error("does not say what its tiles are");
  return pictures(minZoom, maxZoom, rectangle, bytes);
};

/** PNG, JPEG or WebP tiles of an archive. */
function pictures(
  minimumLevel: number,
  maximumLevel: number,
  rectangle: Rectangle | undefined,
  bytes: (level: number, x: number, y: number) => Promise<Uint8Array | null>,
): ImageryProvider {
  const tilingScheme = new WebMercatorTilingScheme();
  const errorEvent = new CesiumEvent();
  const provider = {
    tileWidth: 256,
    tileHeight: 256,
    minimumLevel,
    maximumLevel,
    tilingScheme,
    rectangle: rectangle ?? tilingScheme.rectangle,
    errorEvent,
    hasAlphaChannel: true,
    getTileCredits: () => [],
    pickFeatures: () => undefined,
    async requestImage(x: number, y: number, level: number): Promise<ImageBitmap | HTMLCanvasElement> {
      try {
        const data = await bytes(level, x, y);
        // Cesium uploads bitmaps as they are, so they must stand upside down like its own.
        if (data) return await createImageBitmap(new Blob([data as BlobPart]), { imageOrientation: "flipY" });
      } catch (error) {
        errorEvent.raiseEvent(error instanceof Error ? error : new Error(String(error)));
      }
      const empty = document.createElement("canvas");
      empty.width = empty.height = 1;
      return empty;
    },
  };
  return provider as unknown as ImageryProvider;
}
