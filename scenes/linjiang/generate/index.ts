// 临江市: a whole made-up river city from a seed. Nothing here is surveyed; every node carries the synthetic trait.

import type { CityGenerator } from "../../../src/builder/source.ts";
import { allBuildings } from "./buildings/index.ts";
import { bridgePylons } from "./buildings/pylons.ts";
import { quayCranes } from "./buildings/quay.ts";
import { ComponentCodes } from "./codes.ts";
import { makePlaces } from "./districts.ts";
import { makeInteriors } from "./equipment.ts";
import { makeFacilities } from "./facilities.ts";
import { makeAreas } from "./landuse.ts";
import { SPAN } from "./lattice.ts";
import { makeMetro } from "./metro.ts";
import { NamePool } from "./names.ts";
import { linkNetworks, makePipes } from "./networks.ts";
import { makePlan, type Plan } from "./plan.ts";
import { latOf, lonOf, toDegrees } from "./plane.ts";
import { POINTS, PointMaker } from "./points.ts";
import { lineOf, makeRoads, nameRoads, parkPaths, riversideRoads } from "./roads.ts";
import { makeGround, Terrain } from "./terrain.ts";
import { makeBridges, makeMotorways, makeRailway, makeRunway } from "./transport.ts";
import { makeTrees } from "./trees.ts";

const generate: CityGenerator = ({ seed, buildings }) => {
  const plan = makePlan(seed, buildings);
  const terrain = new Terrain(boundsOf(plan), makeGround(seed, plan.water));
  const ground = (x: number, y: number): number => terrain.at(x, y);
  const { places, districts } = makePlaces(plan);
  const pool = new NamePool(seed + 2);
  const bridges = makeBridges(plan, ground, () => pool.take());
  const ways = [...makeMotorways(plan, ground), ...makeRailway(plan, ground), ...makeRunway(plan, ground)];
  const metro = makeMetro(plan, ground);
  const roads = [...makeRoads(plan), ...riversideRoads(plan), ...parkPaths(plan)];
  nameRoads(roads, () => pool.take());
  const facilities = makeFacilities(plan, districts, bridges, metro.stations);
  const interiors = makeInteriors(facilities, plan.buildings);
  const maker = new PointMaker(plan, districts, new ComponentCodes());
  maker.onRoads(roads);
  maker.onMains(roads);
  const onFacilities = interiors.filter((asset) => asset.level === "point").length;
  maker.onGrids(Math.round((POINTS * plan.buildings) / 60_000) - onFacilities);
  const fixed = [...bridgePylons(plan, bridges), ...quayCranes(plan)];
  const pipes = makePipes(roads, facilities, maker);
  linkNetworks(plan, facilities, maker);
  const b = terrain.bounds;
  return {
    extent: [lonOf(b.x0), latOf(b.y0), lonOf(b.x1), latOf(b.y1)],
    synthetic: true,
    places,
    buildings: { [Symbol.iterator]: () => allBuildings(plan, fixed) },
    buildingCount: plan.buildings,
    lines: [
      ...roads.map((road) => lineOf(road)),
      ...pipes,
      ...[...bridges, ...ways, ...metro.ways].map(({ klass, name, width, path, lift, assetCode }) => ({
        klass,
        name,
        width,
        path: toDegrees(path),
        lift,
        assetCode,
      })),
    ],
    areas: makeAreas(plan),
    assets: [...facilities.map((facility) => facility.asset), ...interiors, ...maker.points],
    terrain: terrain.source,
    props: { trees: makeTrees(plan, roads) },
  };
};

export default generate;

/** The plane rectangle about the city's curved window, m. */
function boundsOf(plan: Plan): { x0: number; y0: number; x1: number; y1: number } {
  const { window, lattice } = plan;
  const bounds = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  const take = (i: number, j: number): void => {
    const [x, y] = lattice.node(i, j);
    bounds.x0 = Math.min(bounds.x0, x);
    bounds.y0 = Math.min(bounds.y0, y);
    bounds.x1 = Math.max(bounds.x1, x);
    bounds.y1 = Math.max(bounds.y1, y);
  };
  for (let i = window.k0 * SPAN; i <= window.k1 * SPAN; i++) {
    take(i, window.l0 * SPAN);
    take(i, window.l1 * SPAN);
  }
  for (let j = window.l0 * SPAN; j <= window.l1 * SPAN; j++) {
    take(window.k0 * SPAN, j);
    take(window.k1 * SPAN, j);
  }
  return bounds;
}
