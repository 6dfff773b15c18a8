// The surfaces of a CityGML feature by level of detail: solids, multi-surfaces and thematic boundaries, each surface once.

import type { SolidGeometry, Surface } from "../feature.ts";
import { signedVolume, turnSurfaces } from "../solids.ts";
import type { XmlElement } from "../xml.ts";
import type { GmlPolygon, GmlReader } from "./gmlGeometry.ts";
import { isGeometry } from "./properties.ts";

/** Geometries found in a feature. */
export interface FeatureGeometry {
  solids: SolidGeometry[];
  /** Whether the surfaces of the solid of this index were told what they are. */
  told: boolean[];
  lines: number[][][];
  points: number[][];
}

const KINDS: Readonly<Record<string, Surface["kind"]>> = {
  RoofSurface: "roof",
  WallSurface: "wall",
  GroundSurface: "ground",
};

/** Features within a feature that are handed out by themselves or not at all. */
const APART = new Set([
  "consistsOfBuildingPart",
  "buildingPart",
  "consistsOfBridgePart",
  "bridgePart",
  "consistsOfTunnelPart",
  "tunnelPart",
  "interiorRoom",
  "buildingRoom",
  "interiorBuildingInstallation",
  "storey",
  "buildingSubdivision",
  "groupMember",
]);

type Kind = Surface["kind"] | "added" | null;

/** A geometry property met in a feature. */
interface Met {
  property: XmlElement;
  /** Of the thematic surface it belongs to; "added" for what stands on the outside (chimneys, balconies); null otherwise. */
  kind: Kind;
}

/** Reads all geometries of a feature but those of its parts. */
export function readGeometry(feature: XmlElement, reader: GmlReader): FeatureGeometry {
  const byLod = new Map<string, Met[]>();
  gather(feature, null, byLod, 0);
  const out: FeatureGeometry = { solids: [], told: [], lines: [], points: [] };
  for (const lod of [...byLod.keys()].sort()) {
    const all = byLod.get(lod)!;
    const { surfaces, told } = surfacesOf(chosen(all), reader);
    if (surfaces.length > 0) {
      if (all.some(({ property }) => /Solid/.test(property.name)) && signedVolume(surfaces) < 0) {
        turnSurfaces(surfaces);
        reader.complain("solid-inside-out", "its surfaces faced inwards: turned", false);
      }
      out.solids.push({ lod, surfaces });
      out.told.push(told);
    } else if (out.lines.length + out.points.length === 0)
      for (const { property } of all) {
        if (/TerrainIntersection/.test(property.name)) continue;
        out.lines.push(...reader.lines(property));
        out.points.push(...reader.points(property));
      }
  }
  return out;
}

function gather(element: XmlElement, kind: Kind, byLod: Map<string, Met[]>, depth: number): void {
  for (const inner of element.children) {
    if (APART.has(inner.name) || depth > 16) continue;
    if (isGeometry(inner.name)) {
      const lod = inner.name[3];
      const list = byLod.get(lod);
      if (list) list.push({ property: inner, kind });
      else byLod.set(lod, [{ property: inner, kind }]);
    } else {
      gather(inner, kindOf(inner.name) ?? kind, byLod, depth + 1);
    }
  }
}

function kindOf(name: string): Kind {
  if (Object.hasOwn(KINDS, name)) return KINDS[name];
  if (name.endsWith("Surface") || name === "Window" || name === "Door") return "other";
  return name.endsWith("Installation") ? "added" : null;
}

/** Of several outlines at level 0 the footprint; else all. */
function chosen(all: readonly Met[]): readonly Met[] {
  const footprints = all.filter(({ property }) => property.name === "lod0FootPrint");
  return footprints.length > 0 ? footprints : all;
}

/**
 * Every polygon once. Where thematic surfaces have polygons, a solid adds only those it refers to:
 * what it writes out itself would be the same surfaces again.
 */
function surfacesOf(all: readonly Met[], reader: GmlReader): { surfaces: Surface[]; told: boolean } {
  const surfaces: Surface[] = [];
  const seen = new Set<XmlElement>();
  const add = ({ element, rings }: GmlPolygon, kind: Surface["kind"]): void => {
    if (seen.has(element)) return;
    seen.add(element);
    surfaces.push({ kind, rings });
  };
  for (const { property, kind } of all)
    if (kind !== null && kind !== "added") for (const polygon of reader.polygons(property)) add(polygon, kind);
  const told = surfaces.length > 0;
  for (const { property, kind } of all)
    if ((kind === null || kind === "added") && !/TerrainIntersection|MultiCurve/.test(property.name))
      for (const polygon of reader.polygons(property)) if (!told || polygon.referenced || kind) add(polygon, "other");
  return { surfaces, told };
}
