// The tree of places: districts, streets (subdistricts) and unit grids, their codes, names and exactly shared borders.

import type { PlaceSource } from "../../../src/builder/source.ts";
import { SPAN } from "./lattice.ts";
import { CORE_DISTRICTS, type Name, NamePool } from "./names.ts";
import type { Plan, Superblock } from "./plan.ts";
import { areaOf, contains, toDegrees } from "./plane.ts";
import { hash01 } from "./random.ts";

/** Unused GB/T 2260 prefix: no real place begins with 3399. */
export const CITY_CODE = "339900";
const REGION = 9600;
const pad = (n: number, digits: number): string => String(n).padStart(digits, "0");

export interface District extends Name {
  code: string;
}

/** Fills street, district and grid codes of the plan and returns every place, the city first. */
export function makePlaces(plan: Plan): { places: PlaceSource[]; districts: District[]; streetCodes: string[] } {
  const pool = new NamePool(plan.seed + 1);
  const districts = assignDistricts(plan, pool);
  const streetCodes: string[] = [];
  const streets: PlaceSource[] = [];
  const grids: PlaceSource[] = [];
  const quotas = shareOut(plan, districts.length);
  districts.forEach((district, d) => {
    const regions = growStreets(plan, d, quotas[d]);
    regions.forEach((blocks, n) => {
      const name = pool.take();
      const code = district.code + pad(n + 1, 3);
      const index = streetCodes.length;
      streetCodes.push(code);
      const polygons = outline(plan, blocks);
      streets.push({
        code,
        parentCode: district.code,
        level: "street",
        name: `${name.zh}街道`,
        nameEn: `${name.en} Subdistrict`,
        polygons,
      });
      let community = 0;
      for (const block of blocks) {
        block.street = index;
        if (!block.urban) continue;
        community++;
        block.cells.forEach((cell, serial) => {
          cell.code = code + pad(community, 3) + pad(serial + 1, 3);
          const { i, j } = cell;
          const ring = [...plan.lattice.node(i, j), ...plan.lattice.node(i + 1, j)];
          ring.push(...plan.lattice.node(i + 1, j + 1), ...plan.lattice.node(i, j + 1));
          grids.push({
            code: cell.code,
            parentCode: code,
            level: "grid",
            name: `${name.zh}${pad(community, 2)}-${pad(serial + 1, 2)}网格`,
            nameEn: `${name.en} grid ${pad(community, 2)}-${pad(serial + 1, 2)}`,
            polygons: [[toDegrees(ring)]],
          });
        });
      }
    });
  });
  const city: PlaceSource = {
    code: CITY_CODE,
    parentCode: null,
    level: "city",
    name: "临江市",
    nameEn: "Linjiang",
    polygons: outline(plan, plan.superblocks),
  };
  const districtPlaces = districts.map<PlaceSource>((district, d) => ({
    code: district.code,
    parentCode: CITY_CODE,
    level: "district",
    name: district.zh,
    nameEn: district.en,
    polygons: outline(
      plan,
      plan.superblocks.filter((block) => block.district === d),
    ),
  }));
  return { places: [city, ...districtPlaces, ...streets, ...grids], districts, streetCodes };
}

/** Every superblock to the nearest district seed; the river is a strong border. Districts without built ground are merged away. */
function assignDistricts(plan: Plan, pool: NamePool): District[] {
  const seeds: (Name & { u: number; v: number })[] = CORE_DISTRICTS.slice();
  const reach = (n: number): number => Math.floor((n * 800) / REGION + 0.2);
  for (let b = -reach(-plan.window.l0); b <= reach(plan.window.l1); b++)
    for (let a = -reach(-plan.window.k0); a <= reach(plan.window.k1); a++) {
      if (Math.max(Math.abs(a), Math.abs(b)) < 2 || (a + b) % 2 !== 0) continue;
      const name = pool.take();
      seeds.push({ zh: `${name.zh}区`, en: `${name.en} District`, u: a * REGION, v: b * REGION + 500 });
    }
  const nearest = (block: Superblock, allowed: readonly number[]): number => {
    let best = allowed[0];
    let least = Number.POSITIVE_INFINITY;
    for (const s of allowed) {
      const seed = seeds[s];
      const bank = Math.sign(seed.v) === Math.sign(block.v) ? 0 : 6000;
      const d = Math.hypot(block.u - seed.u, block.v - seed.v) + bank;
      if (d < least) {
        least = d;
        best = s;
      }
    }
    return best;
  };
  const all = seeds.map((_, s) => s);
  const built = new Map<number, number>();
  for (const block of plan.urban) {
    const s = nearest(block, all);
    built.set(s, (built.get(s) ?? 0) + 1);
  }
  const floor = Math.min(6, Math.max(1, Math.floor(plan.urban.length / 24)));
  let kept = all.filter((s) => (built.get(s) ?? 0) >= floor).slice(0, 99);
  if (kept.length === 0) kept = [nearest(plan.urban[0], all)];
  for (const block of plan.superblocks) block.district = kept.indexOf(nearest(block, kept));
  return kept.map((s, d) => ({ zh: seeds[s].zh, en: seeds[s].en, code: `3399${pad(d + 1, 2)}` }));
}

/** How many streets each district gets: 60 for the default city, by built superblocks, at least one. */
function shareOut(plan: Plan, districts: number): number[] {
  const built = new Array<number>(districts).fill(0);
  for (const block of plan.urban) built[block.district]++;
  const total = Math.max(districts, Math.min(plan.urban.length, Math.round(plan.buildings / 1000)));
  const quotas = built.map((n) => Math.max(1, Math.floor((n / plan.urban.length) * total)));
  for (let spare = total - quotas.reduce((a, b) => a + b, 0); spare > 0; spare--) {
    let most = 0;
    for (let d = 1; d < districts; d++) if (built[d] / quotas[d] > built[most] / quotas[most]) most = d;
    quotas[most]++;
  }
  return quotas.map((n, d) => Math.min(n, 999, Math.max(1, built[d])));
}

/** Divides a district into connected streets about seeds that stand far apart on built ground. */
function growStreets(plan: Plan, district: number, count: number): Superblock[][] {
  const members = plan.superblocks.filter((block) => block.district === district);
  const built = members.filter((block) => block.urban);
  const pool = built.length ? built : members;
  const centres: Superblock[] = [
    pool.reduce((a, b) => (hash01(plan.seed, a.k, a.l, 80) < hash01(plan.seed, b.k, b.l, 80) ? a : b)),
  ];
  const gap = pool.map(() => Number.POSITIVE_INFINITY);
  while (centres.length < Math.min(count, pool.length)) {
    const last = centres[centres.length - 1];
    let far = 0;
    pool.forEach((block, n) => {
      gap[n] = Math.min(gap[n], Math.hypot(block.u - last.u, block.v - last.v));
      if (gap[n] > gap[far]) far = n;
    });
    centres.push(pool[far]);
  }
  const owner = new Map<Superblock, number>();
  let front: Superblock[] = centres.slice();
  centres.forEach((block, n) => {
    owner.set(block, n);
  });
  while (front.length) {
    const next: Superblock[] = [];
    for (const block of front)
      for (const [dk, dl] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]) {
        const other = plan.at(block.k + dk, block.l + dl);
        if (!other || other.district !== district || owner.has(other)) continue;
        owner.set(other, owner.get(block) ?? 0);
        next.push(other);
      }
    front = next;
  }
  const regions: Superblock[][] = centres.map(() => []);
  for (const block of members) {
    let n = owner.get(block);
    if (n === undefined) {
      n = 0; // an exclave of the district joins the nearest street
      let least = Number.POSITIVE_INFINITY;
      centres.forEach((centre, c) => {
        const d = Math.hypot(centre.u - block.u, centre.v - block.v);
        if (d < least) {
          least = d;
          n = c;
        }
      });
    }
    regions[n as number].push(block);
  }
  return regions;
}

/** Borders of a set of superblocks as polygons whose vertices are lattice nodes, so neighbours share them exactly. */
function outline(plan: Plan, blocks: readonly Superblock[]): Float64Array[][] {
  const inside = new Set(blocks);
  const starts = new Map<string, [number, number, number, number][]>();
  const edge = (i0: number, j0: number, i1: number, j1: number): void => {
    const key = `${i0},${j0}`;
    const list = starts.get(key);
    if (list) list.push([i0, j0, i1, j1]);
    else starts.set(key, [[i0, j0, i1, j1]]);
  };
  for (const block of blocks) {
    const i = block.k * SPAN;
    const j = block.l * SPAN;
    const outside = (dk: number, dl: number): boolean => {
      const other = plan.at(block.k + dk, block.l + dl);
      return !other || !inside.has(other);
    };
    for (let s = 0; s < SPAN; s++) {
      if (outside(0, -1)) edge(i + s, j, i + s + 1, j);
      if (outside(1, 0)) edge(i + SPAN, j + s, i + SPAN, j + s + 1);
      if (outside(0, 1)) edge(i + SPAN - s, j + SPAN, i + SPAN - s - 1, j + SPAN);
      if (outside(-1, 0)) edge(i, j + SPAN - s, i, j + SPAN - s - 1);
    }
  }
  const outers: number[][] = [];
  const holes: number[][] = [];
  for (const list of starts.values())
    while (list.length) {
      const ring: number[] = [];
      let at = list.pop();
      while (at) {
        ring.push(...plan.lattice.node(at[0], at[1]));
        const nexts: [number, number, number, number][] = starts.get(`${at[2]},${at[3]}`) ?? [];
        const [di, dj] = [at[2] - at[0], at[3] - at[1]];
        // at a pinch turn left, so that corners that only touch stay two rings
        let turn = nexts.findIndex((e) => e[2] - e[0] === -dj && e[3] - e[1] === di);
        if (turn < 0) turn = nexts.length - 1;
        at = turn < 0 ? undefined : nexts.splice(turn, 1)[0];
      }
      (areaOf(ring) > 0 ? outers : holes).push(ring);
    }
  const polygons = outers.map((ring) => [toDegrees(ring)]);
  for (const hole of holes) {
    const owner = outers.findIndex((ring) => contains(ring, hole[0] + 1e-6, hole[1] + 1e-6));
    polygons[Math.max(0, owner)].push(toDegrees(hole));
  }
  return polygons;
}
