// Imagery services by their protocol: WMS, WMTS, 天地图 and tiles by level, column and row.

import {
  GeographicTilingScheme,
  type ImageryProvider,
  Rectangle,
  UrlTemplateImageryProvider,
  WebMapServiceImageryProvider,
  WebMapTileServiceImageryProvider,
  WebMercatorTilingScheme,
} from "cesium";
import type { ReferenceOf } from "../../../twin/scene/references.ts";
import type { MakeProvider } from "./imagery.ts";
import { resourceOf } from "./reference.ts";

type Extent = readonly [number, number, number, number];

/** Degrees → Cesium's rectangle; undefined for everywhere. */
export const rectangleOf = (extent: Extent | undefined): Rectangle | undefined =>
  extent && Rectangle.fromDegrees(...extent);

const schemeOf = (crs: string): GeographicTilingScheme | WebMercatorTilingScheme =>
  crs === "EPSG:3857" ? new WebMercatorTilingScheme() : new GeographicTilingScheme();

export const wms: MakeProvider = async (built, context): Promise<ImageryProvider> => {
  const spec = built.spec as ReferenceOf<"wms">;
  return new WebMapServiceImageryProvider({
    url: await resourceOf(built, context),
    layers: spec.layers,
    parameters: {
      version: spec.version,
      styles: spec.styles,
      format: spec.format,
      transparent: spec.format === "image/png",
    },
    // Web Mercator is what every server has; 1.3.0 names it in crs.
    tilingScheme: new WebMercatorTilingScheme(),
    ...(spec.version === "1.3.0" ? { crs: "EPSG:3857" } : { srs: "EPSG:3857" }),
    tileWidth: spec.tileSize,
    tileHeight: spec.tileSize,
    minimumLevel: spec.minLevel,
    maximumLevel: spec.maxLevel,
    rectangle: rectangleOf(spec.extent),
    enablePickFeatures: false,
  });
};

/** Names of tile matrices for levels 0…maxLevel. */
const matrixLabels = (labels: string, offset: number, maxLevel: number): string[] =>
  Array.from({ length: maxLevel + 1 }, (_, level) => `${labels}${level + offset}`);

export const wmts: MakeProvider = async (built, context): Promise<ImageryProvider> => {
  const spec = built.spec as ReferenceOf<"wmts">;
  return new WebMapTileServiceImageryProvider({
    url: await resourceOf({ ...built, url: withCesiumWords(built.url, spec.layer) }, context),
    layer: spec.layer,
    style: spec.style,
    format: spec.format,
    tileMatrixSetID: spec.tileMatrixSet,
    tileMatrixLabels: matrixLabels(spec.labels, spec.levelOffset, spec.maxLevel),
    tilingScheme: schemeOf(spec.crs),
    minimumLevel: spec.minLevel,
    maximumLevel: spec.maxLevel,
    rectangle: rectangleOf(spec.extent),
    ...(spec.subdomains ? { subdomains: spec.subdomains } : {}),
  });
};

/** RESTful addresses are written in capitals of several kinds; Cesium knows TileMatrix, TileRow, TileCol and style. */
function withCesiumWords(url: string, layer: string): string {
  const words: Record<string, string> = {
    tilematrixset: "{TileMatrixSet}",
    tilematrix: "{TileMatrix}",
    tilerow: "{TileRow}",
    tilecol: "{TileCol}",
    style: "{style}",
    layer,
  };
  return url.replace(/\{(\w+)\}/g, (whole, name: string) => words[name.toLowerCase()] ?? whole);
}

/**
 * 天地图 (tianditu.gov.cn): WMTS by key and value, tile matrices 1–18 named by number. In its degrees (`c`) level n is
 * level n − 1 of the usual scheme, which begins with two tiles.
 */
export const tianditu: MakeProvider = async (built, context): Promise<ImageryProvider> => {
  const { layer, projection, subdomains, minLevel, maxLevel, extent } = built.spec as ReferenceOf<"tianditu">;
  const url = `${built.url.replace(/\/+$/, "")}/${layer}_${projection}/wmts`;
  const isDegrees = projection === "c";
  const deepest = isDegrees ? maxLevel - 1 : maxLevel;
  return new WebMapTileServiceImageryProvider({
    url: await resourceOf({ ...built, url }, context),
    layer,
    style: "default",
    format: "tiles",
    tileMatrixSetID: projection,
    tileMatrixLabels: matrixLabels("", isDegrees ? 1 : 0, deepest),
    tilingScheme: isDegrees ? new GeographicTilingScheme() : new WebMercatorTilingScheme(),
    minimumLevel: isDegrees ? Math.max(0, minLevel - 1) : minLevel,
    maximumLevel: deepest,
    rectangle: rectangleOf(extent),
    subdomains: [...subdomains],
  });
};

export const xyz: MakeProvider = async (built, context): Promise<ImageryProvider> => {
  const spec = built.spec as ReferenceOf<"xyz">;
  const url = built.url.replace(spec.tms ? /\{-?y\}/ : "{-y}", "{reverseY}");
  return new UrlTemplateImageryProvider({
    url: await resourceOf({ ...built, url }, context),
    tilingScheme: schemeOf(spec.crs),
    tileWidth: spec.tileSize,
    tileHeight: spec.tileSize,
    minimumLevel: spec.minLevel,
    maximumLevel: spec.maxLevel,
    rectangle: rectangleOf(spec.extent),
    enablePickFeatures: false,
    ...(spec.subdomains ? { subdomains: spec.subdomains } : {}),
  });
};
