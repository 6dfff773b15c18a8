// The places of a real city: districts from their polygons, then streets and unit grids made where the city gives none.

import { metresPerDegree } from "../../twin/geodesy.ts";
import { boundsOf, clipRings, pointInRings, type Rings } from "../../formats/polygon.ts";
import { SourceError } from "../../formats/fault.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { PlaceSource } from "../source.ts";
import { type Attributes, textOf } from "../../formats/attributes.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";

const SOURCE = "places";

export interface CityPlacesOptions {
  adminCode: string;
  name: string;
  nameEn?: string;
  extent: [number, number, number, number];
  /** Edge of a generated unit grid, m. */
  gridMetres: number;
}

/** Makes the tree of places and hands out grids for the points that stand in the city. */
export class CityPlaces {
  private readonly city: PlaceSource;
  private readonly districts: PlaceSource[];
  private readonly streets: PlaceSource[] = [];
  private readonly grids = new Map<string, PlaceSource>();
  private readonly gridCount = new Map<PlaceSource, number>();
  private readonly stepLon: number;
  private readonly stepLat: number;

  /** @param features district polygons; without any, one district stands for the whole scene */
  constructor(
    features: readonly ReadFeature[],
    attributes: Attributes,
    private readonly options: CityPlacesOptions,
    report: SourceReport,
  ) {
    const { extent, adminCode } = options;
    const [west, south, east, north] = extent;
    const whole: Rings = [Float64Array.of(west, south, east, south, east, north, west, north)];
    this.city = {
      code: adminCode,
      parentCode: null,
      level: "city",
      name: options.name,
      nameEn: options.nameEn,
      polygons: [whole],
    };
    const metres = metresPerDegree((south + north) / 2);
    this.stepLon = options.gridMetres / metres.lon;
    this.stepLat = options.gridMetres / metres.lat;
    this.districts = features.flatMap((feature) => this.districtOf(feature, attributes, report));
    this.districts.sort((a, b) => (a.code < b.code ? -1 : 1));
    if (this.districts.length === 0) {
      if (features.length > 0)
        throw new SourceError(
          SOURCE,
          "no district touches the buildings",
          "check the file's coordinate system (places-crs) or leave it out",
        );
      report.notes.push("places: no districts given; one district stands for the whole scene");
      this.districts.push({
        code: `${adminCode.slice(0, 4)}99`,
        parentCode: adminCode,
        level: "district",
        name: "未划分区县",
        nameEn: "Not divided into districts",
        polygons: [whole],
      });
    }
    for (const district of this.districts)
      this.streets.push({
        code: `${district.code}999`,
        parentCode: district.code,
        level: "street",
        name: "未划分街镇",
        nameEn: "Not divided into streets",
        polygons: district.polygons,
      });
    report.notes.push(
      `places: ${this.streets.length} street(s) generated, one for each district, because no street boundaries were given`,
    );
  }

  private districtOf(feature: ReadFeature, attributes: Attributes, report: SourceReport): PlaceSource[] {
    const cut = feature.polygons
      .map((rings) => clipRings(rings, this.options.extent))
      .filter((rings) => rings !== null);
    if (cut.length === 0) return [];
    const code = textOf(attributes(feature, "code")) || feature.id;
    if (!/^\d{6}$/.test(code)) {
      report.skip(SOURCE, "code-missing", "left out: no six-digit GB/T 2260 code", feature.label);
      return [];
    }
    report.repair(SOURCE, "place-clipped", "cut to the scene's extent", feature.label);
    return [
      {
        code,
        parentCode: this.city.code,
        level: "district",
        name: textOf(attributes(feature, "name")) || code,
        nameEn: textOf(attributes(feature, "nameEn")) || undefined,
        polygons: cut,
      },
    ];
  }

  /** Code of the unit grid at a point, made on first use. A point in no district counts to the nearest one. */
  gridAt(lon: number, lat: number): string {
    const street = this.streets[this.districtAt(lon, lat)];
    const [west, south] = this.options.extent;
    const i = Math.floor((lon - west) / this.stepLon);
    const j = Math.floor((lat - south) / this.stepLat);
    const key = `${street.code}/${i}/${j}`;
    let grid = this.grids.get(key);
    if (!grid) {
      grid = this.makeGrid(street, i, j);
      this.grids.set(key, grid);
    }
    return grid.code;
  }

  /** All places: city, districts, streets, then the grids that hold something. */
  list(): PlaceSource[] {
    return [this.city, ...this.districts, ...this.streets, ...this.grids.values()];
  }

  get streetPlaces(): readonly PlaceSource[] {
    return this.streets;
  }

  private districtAt(lon: number, lat: number): number {
    const inside = this.districts.findIndex((district) =>
      district.polygons.some((rings) => pointInRings(lon, lat, rings)),
    );
    if (inside >= 0) return inside;
    let nearest = 0;
    let least = Infinity;
    this.districts.forEach((district, d) => {
      for (const [outer] of district.polygons)
        for (let i = 0; i < outer.length; i += 2) {
          const away = Math.hypot((outer[i] - lon) / this.stepLon, (outer[i + 1] - lat) / this.stepLat);
          if (away < least) {
            least = away;
            nearest = d;
          }
        }
    });
    return nearest;
  }

  /** Fifteen digits: district 6, street 3, community 3, grid 3 (GB/T 30428.1's scheme; the numbers are ours). */
  private makeGrid(street: PlaceSource, i: number, j: number): PlaceSource {
    const serial = this.gridCount.get(street) ?? 0;
    this.gridCount.set(street, serial + 1);
    const community = String(1 + Math.floor(serial / 999)).padStart(3, "0");
    const number = String(1 + (serial % 999)).padStart(3, "0");
    const [west, south] = this.options.extent;
    const square = [
      west + i * this.stepLon,
      south + j * this.stepLat,
      west + (i + 1) * this.stepLon,
      south + (j + 1) * this.stepLat,
    ];
    const within = street.polygons.map((rings) => clipRings(rings, square)).filter((rings) => rings !== null);
    const [w, s, e, n] = square;
    return {
      code: `${street.code}${community}${number}`,
      parentCode: street.code,
      level: "grid",
      name: `网格 ${community}${number}`,
      nameEn: `Grid ${community}${number}`,
      polygons: within.length > 0 ? within : [[Float64Array.of(w, s, e, s, e, n, w, n)]],
    };
  }
}

/** [west, south, east, north] of all geometry of some features, or null when they have none. */
export function extentOf(features: readonly ReadFeature[]): [number, number, number, number] | null {
  const all: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (flat: ArrayLike<number>): void => {
    const [w, s, e, n] = boundsOf(flat);
    all[0] = Math.min(all[0], w);
    all[1] = Math.min(all[1], s);
    all[2] = Math.max(all[2], e);
    all[3] = Math.max(all[3], n);
  };
  for (const feature of features) {
    for (const rings of feature.polygons) add(rings[0]);
    for (const line of feature.lines) add(line);
    for (const point of feature.points) add(point);
  }
  return Number.isFinite(all[0]) ? all : null;
}
