// Lines of a built scene as column files: what runs where (lines.bin), the graph of its roads (roads.bin), outlines of buildings (footprints.bin).

/** Order is the stored index (`klass` in tiles): roads from motorway to footpath, then rails, then pipes. */
export const LINE_CLASSES = [
  "motorway",
  "trunk",
  "primary",
  "secondary",
  "tertiary",
  "residential",
  "service",
  "footway",
  "rail",
  "metro",
  "water-pipe",
  "drain-pipe",
  "sewer-pipe",
  "gas-pipe",
  "power-line",
  "ferry",
] as const;
export type LineClass = (typeof LINE_CLASSES)[number];

/** Which layer a line belongs to. */
export const LINE_LAYER: Readonly<Record<LineClass, "roads" | "rails" | "pipes">> = {
  motorway: "roads",
  trunk: "roads",
  primary: "roads",
  secondary: "roads",
  tertiary: "roads",
  residential: "roads",
  service: "roads",
  footway: "roads",
  ferry: "roads",
  rail: "rails",
  metro: "rails",
  "water-pipe": "pipes",
  "drain-pipe": "pipes",
  "sewer-pipe": "pipes",
  "gas-pipe": "pipes",
  "power-line": "pipes",
};

/** Parts of a degree in which lines are kept: 1 cm. */
export const PER_DEGREE = 1e7;

/** lines.bin: every road, rail and pipe as it was given; row i has the vertices [end[i − 1], end[i]). */
export interface LineColumns {
  end: Uint32Array;
  /** Degrees × {@link PER_DEGREE}, per vertex. */
  lon: Int32Array;
  lat: Int32Array;
  /** Index into LINE_CLASSES. */
  klass: Uint8Array;
  /** Slot of the asset or point the line is, -1 for none. */
  slot: Int32Array;
  name: readonly string[];
  /** Of a buried line, m below the ground; NaN where nobody has said. Scenes built before it was kept do not have it. */
  depth?: Float32Array;
}

/** roads.bin: the graph of the roads; edges are straight pieces between vertices. */
export interface RoadColumns {
  /** Degrees × {@link PER_DEGREE}, per node. */
  lon: Int32Array;
  lat: Int32Array;
  /** Nodes an edge joins. */
  from: Uint32Array;
  to: Uint32Array;
  /** m. */
  length: Float32Array;
  /** km/h by car. */
  speed: Uint8Array;
  /** Index into LINE_CLASSES. */
  klass: Uint8Array;
  /** 1 where vehicles may only go from `from` to `to`. */
  oneway: Uint8Array;
}

/** Steps of an outline's corners, m. */
export const FOOTPRINT_STEP = 0.05;
/** A corner on the building's own position. */
export const FOOTPRINT_ZERO = 32768;

/**
 * footprints.bin: the outer outline of every building (courtyards are part of it); row i is that of buildings.bin and has the
 * corners [end[i − 1], end[i]), none where it is not known.
 */
export interface FootprintColumns {
  end: Uint32Array;
  /** East and north of the building's position in the scene's local frame, in steps of {@link FOOTPRINT_STEP} from {@link FOOTPRINT_ZERO}. */
  east: Uint16Array;
  north: Uint16Array;
}
