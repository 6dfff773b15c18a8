// What takes features out of files: one taker for each role, fed as the files stream by.

import type { Attributes } from "../../formats/attributes.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";

/** Roles a file can have in a scene. */
export type Role = "buildings" | "roads" | "water" | "landuse" | "transit" | "places" | "points" | "pipes" | "assets";

/** The file a feature comes from, as far as a taker must know. */
export interface FromFile {
  /** How the report calls it. */
  source: string;
  attributes: Attributes;
}

/** Takes the features of one role. */
export interface Taker {
  take(feature: ReadFeature, from: FromFile): void;
}
