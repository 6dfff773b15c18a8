// What every reader makes of its file: features with attributes and geometry in the file's own coordinates, not yet trusted.

/** One surface of a solid (CityJSON, CityGML), in the file's own coordinates. */
export interface Surface {
  kind: "roof" | "wall" | "ground" | "other";
  /** Outer ring first, then holes: flat [x, y, z, x, y, z, …], unclosed. Axes in the order x = easting/longitude. */
  rings: Float64Array[];
}

/** The surfaces of one level of detail. */
export interface SolidGeometry {
  /** As the file writes it: "1", "1.2", "2.2" … */
  lod: string;
  surfaces: Surface[];
}

/** A feature as a file has it; nothing in it is trusted yet. */
export interface RawFeature {
  /** The feature's own id (not one out of its properties). */
  id: unknown;
  properties: Record<string, unknown>;
  /** GeoJSON geometry object in the file's coordinates (z kept), or null; may be anything where the format is free text. */
  geometry: unknown;
  /** Solids by level of detail, for formats that have them; `geometry` then is the footprint if the file gives one, else null. */
  solids?: SolidGeometry[];
  /** Id of the feature it is a part of (BuildingPart → Building, floating part → outline). */
  parent?: string;
  /** Where it stands in the file, such as "line 12" or "feature 3", for messages. */
  where: string;
}
