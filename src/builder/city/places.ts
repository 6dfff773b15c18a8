// The places of a real city: what its files give, cut to the scene and hung into one tree; streets and unit grids made where they are missing.

import { SourceError } from "../../formats/fault.ts";
import { clipRings, labelPoint, type Rings } from "../../formats/polygon.ts";
import type { SourceReport } from "../../formats/report.ts";
import { metresPerDegree } from "../../twin/geodesy.ts";
import { PlaceIndex } from "../placeIndex.ts";
import type { PlaceSource } from "../source.ts";
import type { Extent } from "./extent.ts";
import type { PlaceDraft } from "./placeTaker.ts";

const SOURCE = "places";
const DEPTH = { city: 0, district: 1, street: 2, community: 3, grid: 4 } as const;
const NAMES = {
  district: ["未划分区县", "Not divided into districts"],
  street: ["未划分街镇", "Not divided into streets"],
} as const;

export interface CityPlacesOptions {
  adminCode: string;
  name: string;
  nameEn?: string;
  extent: Extent;
  /** Edge of a generated unit grid, m. */
  gridMetres: number;
}

/** The tree of places, and the unit grid of whatever stands in the city. */
export class CityPlaces {
  /** City first, parents before their children; grids are added as they are asked for. */
  readonly list: PlaceSource[];
  private readonly indexOf = new Map<string, number>();
  private readonly index: PlaceIndex;
  /** For each given place: the street or community a generated grid in it hangs on; -1 where grids are given. */
  private readonly holder: Int32Array;
  private readonly grids = new Map<string, number>();
  private readonly gridCount = new Map<number, number>();
  private readonly stepLon: number;
  private readonly stepLat: number;

  /** @throws SourceError when no given place touches the scene */
  constructor(
    drafts: readonly PlaceDraft[],
    private readonly options: CityPlacesOptions,
    report: SourceReport,
  ) {
    const { extent, adminCode } = options;
    const metres = metresPerDegree((extent[1] + extent[3]) / 2);
    this.stepLon = options.gridMetres / metres.lon;
    this.stepLat = options.gridMetres / metres.lat;
    const whole: Rings[] = [rectangle(extent)];
    const city: PlaceSource = {
      code: adminCode,
      parentCode: null,
      level: "city",
      name: options.name,
      nameEn: options.nameEn,
      polygons: whole,
    };
    const given = draftsToPlaces(drafts, extent, adminCode, report);
    if (drafts.length > 0 && given.length === 0)
      throw new SourceError(
        SOURCE,
        "no place touches the buildings",
        "check the file's coordinate system (crs of places) or leave it out",
      );
    this.list = [city];
    this.indexOf.set(city.code, 0);
    if (!given.some(({ place }) => place.level === "district")) {
      report.note("places: no districts given; one district stands for the whole scene");
      this.add(made("district", `${adminCode.slice(0, 4)}99`, adminCode, whole));
    }
    for (const { place, draft } of given) {
      if (place.level === "street" || place.level === "community" || place.level === "grid")
        place.parentCode = this.parentOf(place, draft, report);
      this.add(place);
    }
    this.addStreets(report);
    this.index = new PlaceIndex(this.list);
    this.holder = this.holders();
  }

  /** Index in {@link list} of the unit grid at a point, made on first use. A point in no place counts to the nearest one. */
  gridAt(lon: number, lat: number): number {
    let at = this.index.find(lon, lat);
    if (at <= 0) at = Math.max(0, this.index.nearestLeaf(lon, lat));
    if (this.holder[at] < 0) return at;
    return this.madeGrid(this.holder[at], lon, lat);
  }

  /** Index of a place by its code, -1 when there is none. */
  withCode(code: string): number {
    return this.indexOf.get(code) ?? -1;
  }

  get streets(): readonly PlaceSource[] {
    return this.list.filter(({ level }) => level === "street");
  }

  private add(place: PlaceSource): number {
    const index = this.list.push(place) - 1;
    this.indexOf.set(place.code, index);
    return index;
  }

  /** By the code it names, by the start of its own code (GB/T 2260: district 6, street 9, community 12 digits), or by where it lies. */
  private parentOf(place: PlaceSource, draft: PlaceDraft, report: SourceReport): string {
    const above = (code: string): boolean => {
      const at = this.indexOf.get(code);
      return at !== undefined && DEPTH[this.list[at].level] < DEPTH[place.level];
    };
    if (draft.parentCode && above(draft.parentCode)) return draft.parentCode;
    for (const digits of [12, 9, 6])
      if (place.code.length > digits && above(place.code.slice(0, digits))) return place.code.slice(0, digits);
    const [lon, lat] = labelPoint(place.polygons[0]);
    const higher = this.list.filter((one) => DEPTH[one.level] < DEPTH[place.level]);
    const index = new PlaceIndex(higher);
    let at = index.find(lon, lat);
    if (at <= 0) {
      at = Math.max(0, index.nearestLeaf(lon, lat));
      report.repair(SOURCE, "parent-nearest", "hung on the nearest place: it lies in none", draft.label);
    }
    return higher[at].level === "city" ? this.list.find(({ level }) => level === "district")!.code : higher[at].code;
  }

  /** A district without streets gets one for all of it, and what hangs on districts directly hangs on that. */
  private addStreets(report: SourceReport): void {
    let count = 0;
    for (const district of this.list.filter(({ level }) => level === "district")) {
      const children = this.list.filter(({ parentCode }) => parentCode === district.code);
      const streets = children.filter(({ level }) => level === "street");
      const loose = children.filter(({ level }) => level !== "street");
      if (streets.length > 0 && loose.length === 0) continue;
      const street = made("street", `${district.code}999`, district.code, district.polygons);
      this.add(street);
      for (const place of loose) place.parentCode = street.code;
      count++;
    }
    if (count > 0)
      report.note(`places: ${count} street(s) generated for districts of which no street boundaries were given`);
  }

  private holders(): Int32Array {
    const byParent = new Map<string, PlaceSource[]>();
    for (const place of this.list) {
      const siblings = byParent.get(place.parentCode ?? "");
      if (siblings) siblings.push(place);
      else byParent.set(place.parentCode ?? "", [place]);
    }
    // Down the first child until a street or community that has no places below it but grids.
    const holderOf = (place: PlaceSource): number => {
      if (place.level === "grid") return -1;
      const inner = (byParent.get(place.code) ?? []).filter(({ level }) => level !== "grid");
      return inner.length > 0 ? holderOf(inner[0]) : this.indexOf.get(place.code)!;
    };
    return Int32Array.from(this.list, holderOf);
  }

  /** Fifteen digits: district 6, street 3, community 3, grid 3 (GB/T 30428.1's scheme; the numbers are ours). */
  private madeGrid(parent: number, lon: number, lat: number): number {
    const [west, south] = this.options.extent;
    const i = Math.floor((lon - west) / this.stepLon);
    const j = Math.floor((lat - south) / this.stepLat);
    const key = `${parent}/${i}/${j}`;
    const known = this.grids.get(key);
    if (known !== undefined) return known;
    const holder = this.list[parent];
    const serial = this.gridCount.get(parent) ?? 0;
    this.gridCount.set(parent, serial + 1);
    const number = String(1 + (serial % 999)).padStart(3, "0");
    const block = String(1 + Math.floor(serial / 999)).padStart(3, "0");
    const digits = holder.level === "community" ? (serial < 999 ? number : `${block}${number}`) : `${block}${number}`;
    const square: Extent = [
      west + i * this.stepLon,
      south + j * this.stepLat,
      west + (i + 1) * this.stepLon,
      south + (j + 1) * this.stepLat,
    ];
    const within = holder.polygons.map((rings) => clipRings(rings, square)).filter((rings) => rings !== null);
    const index = this.add({
      code: `${holder.code}${digits}`,
      parentCode: holder.code,
      level: "grid",
      name: `网格 ${digits}`,
      nameEn: `Grid ${digits}`,
      polygons: within.length > 0 ? within : [rectangle(square)],
    });
    this.grids.set(key, index);
    return index;
  }
}

const rectangle = ([w, s, e, n]: Extent): Rings => [Float64Array.of(w, s, e, s, e, n, w, n)];

const made = (level: "district" | "street", code: string, parentCode: string, polygons: Rings[]): PlaceSource => ({
  code,
  parentCode,
  level,
  name: NAMES[level][0],
  nameEn: NAMES[level][1],
  polygons,
});

/** Places cut to the extent, higher levels first; those beside the scene or without a code of their own are told. */
function draftsToPlaces(drafts: readonly PlaceDraft[], extent: Extent, adminCode: string, report: SourceReport) {
  const used = new Set([adminCode]);
  const places: { place: PlaceSource; draft: PlaceDraft }[] = [];
  let serial = 0;
  for (const draft of [...drafts].sort((a, b) => DEPTH[a.level] - DEPTH[b.level])) {
    const polygons = draft.polygons.map((rings) => clipRings(rings, extent)).filter((rings) => rings !== null);
    if (polygons.length === 0) continue; // beside the scene
    let { code } = draft;
    if (draft.level === "district" && !/^\d{6}$/.test(code)) {
      do code = `${adminCode.slice(0, 4)}${String(++serial).padStart(2, "0")}`;
      while (used.has(code));
      report.repair(SOURCE, "code-made", `given the code ${code}: it has no six-digit GB/T 2260 code`, draft.label);
    } else if (code === "" || used.has(code)) {
      const reason = code === "" ? "code-missing" : "code-twice";
      report.skip(SOURCE, reason, `left out: ${code === "" ? "it has no code" : "another has its code"}`, draft.label);
      continue;
    }
    used.add(code);
    report.repair(SOURCE, "place-clipped", "cut to the scene's extent", draft.label);
    places.push({
      draft,
      place: {
        code,
        parentCode: adminCode,
        level: draft.level,
        name: draft.name || code,
        nameEn: draft.nameEn,
        polygons,
      },
    });
  }
  places.sort((a, b) => DEPTH[a.place.level] - DEPTH[b.place.level] || (a.place.code < b.place.code ? -1 : 1));
  return places;
}
