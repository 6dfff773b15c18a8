// Pipes under the arterials and who lies downstream of whom: drains run to the pumps, water and gas spread from their works.

import type { AssetSource, LineClass, LineSource } from "../../../src/builder/source.ts";
import type { Facility } from "./facilities.ts";
import type { Plan, Superblock } from "./plan.ts";
import { toDegrees } from "./plane.ts";
import type { PointMaker } from "./points.ts";
import type { Road } from "./roads.ts";

const PIPES: readonly { klass: LineClass; kind: string; off: number; width: number }[] = [
  { klass: "water-pipe", kind: "water-pressure", off: 8, width: 2.4 },
  { klass: "drain-pipe", kind: "drain-level", off: -8, width: 3 },
  { klass: "gas-pipe", kind: "gas-ch4", off: 12.5, width: 2 },
  { klass: "sewer-pipe", kind: "", off: -12.5, width: 2.6 },
];

type ByBlock = Map<Superblock, AssetSource[]>;

function byBlock(maker: PointMaker, kind: string): ByBlock {
  const out: ByBlock = new Map();
  for (const point of maker.points) {
    if (point.kind !== kind) continue;
    const block = maker.cellOf.get(point.code)?.block;
    if (!block) continue;
    const list = out.get(block);
    if (list) list.push(point);
    else out.set(block, [point]);
  }
  return out;
}

/** Pipes along every arterial of the built city, each lit by a point of its own superblock; water mains run from where they are fed. */
export function makePipes(roads: readonly Road[], facilities: readonly Facility[], maker: PointMaker): LineSource[] {
  const feeds = facilities.filter(({ kind }) => kind === "water-works" || kind === "booster-station");
  const fromFeed = (x: number, y: number): number =>
    Math.min(...feeds.map((feed) => Math.hypot(feed.x - x, feed.y - y)));

  const sensed = new Map(PIPES.filter((pipe) => pipe.kind).map((pipe) => [pipe.kind, byBlock(maker, pipe.kind)]));
  const pipes: LineSource[] = [];
  for (const road of roads) {
    if (!road.block.urban || (road.type.klass !== "trunk" && road.type.klass !== "primary")) continue;
    for (const { klass, kind, off, width } of PIPES) {
      const near = sensed.get(kind)?.get(road.block) ?? [];
      const assetCode = near[(road.axis * 2) % Math.max(1, near.length)]?.code;
      const path = beside(road.path, off);
      const backwards =
        klass === "water-pipe" && fromFeed(path[0], path[1]) > fromFeed(path[path.length - 2], path[path.length - 1]);
      pipes.push({ klass, path: toDegrees(backwards ? reversed(path) : path), width, assetCode });
    }
  }
  return pipes;
}

function reversed(path: readonly number[]): number[] {
  const out: number[] = [];
  for (let i = path.length - 2; i >= 0; i -= 2) out.push(path[i], path[i + 1]);
  return out;
}

function beside(path: readonly number[], off: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < path.length; i += 2) {
    const a = Math.max(0, i - 2);
    const b = Math.min(path.length - 2, i + 2);
    const length = Math.hypot(path[b] - path[a], path[b + 1] - path[a + 1]) || 1;
    out.push(
      path[i] - ((path[b + 1] - path[a + 1]) / length) * off,
      path[i + 1] + ((path[b] - path[a]) / length) * off,
    );
  }
  return out;
}

/** Writes `downstreamCode` of every point and facility that belongs to a network. */
export function linkNetworks(plan: Plan, facilities: readonly Facility[], maker: PointMaker): void {
  const of = (kind: string): Facility[] => facilities.filter((facility) => facility.kind === kind);
  collect(plan, byBlock(maker, "drain-level"), of("pump-station"));
  spread(plan, byBlock(maker, "water-pressure"), [...of("booster-station"), ...of("water-works")]);
  spread(plan, byBlock(maker, "gas-ch4"), of("gas-station"));
  for (const pump of of("pump-station")) pump.asset.downstreamCode = nearest(pump, of("river-station"))?.asset.code;
  for (const maker of of("enterprise")) maker.asset.downstreamCode = nearest(maker, of("sewage-works"))?.asset.code;
  for (const works of of("sewage-works")) works.asset.downstreamCode = nearest(works, of("river-station"))?.asset.code;
  for (const works of of("water-works")) works.asset.downstreamCode = nearest(works, of("booster-station"))?.asset.code;
}

function nearest(from: Facility, list: readonly Facility[]): Facility | undefined {
  let best: Facility | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const other of list) {
    const d = Math.hypot(other.x - from.x, other.y - from.y);
    if (d < least) {
      least = d;
      best = other;
    }
  }
  return best;
}

/** Breadth-first tree over built superblocks that hold points: [block, its parent] in the order reached. */
function tree(
  plan: Plan,
  holds: ByBlock,
  sources: readonly Facility[],
): { block: Superblock; parent: Superblock | Facility }[] {
  const order: { block: Superblock; parent: Superblock | Facility }[] = [];
  const seen = new Set<Superblock>();
  for (const source of sources) {
    const block = source.cell.block;
    if (seen.has(block) || !holds.has(block)) continue;
    seen.add(block);
    order.push({ block, parent: source });
  }
  for (let n = 0; n < order.length; n++) {
    const { block } = order[n];
    for (const [dk, dl] of [
      [0, 1],
      [0, -1],
      [1, 0],
      [-1, 0],
    ]) {
      if ((block.l === 0 && dl === -1) || (block.l === -1 && dl === 1)) continue; // no pipe under the river
      const other = plan.at(block.k + dk, block.l + dl);
      if (!other?.urban || seen.has(other) || !holds.has(other)) continue;
      seen.add(other);
      order.push({ block: other, parent: block });
    }
  }
  return order;
}

const isFacility = (node: Superblock | Facility): node is Facility => "asset" in node;
const head = (holds: ByBlock, block: Superblock): AssetSource => (holds.get(block) as AssetSource[])[0];

/** Flow that gathers: every point runs to its superblock's main point, that to the next, the last to its pumping station. */
function collect(plan: Plan, holds: ByBlock, sinks: readonly Facility[]): void {
  for (const { block, parent } of tree(plan, holds, sinks)) {
    const [main, ...others] = holds.get(block) as AssetSource[];
    for (const other of others) other.downstreamCode = main.code;
    main.downstreamCode = isFacility(parent) ? parent.asset.code : head(holds, parent).code;
  }
}

/** Flow that spreads: a station feeds its superblock's points in a chain, the chain's end feeds the largest branch beyond. */
function spread(plan: Plan, holds: ByBlock, sources: readonly Facility[]): void {
  const order = tree(plan, holds, sources);
  const weight = new Map<Superblock, number>();
  const heaviest = new Map<Superblock, Superblock>();
  for (const { block, parent } of order.slice().reverse()) {
    const own = (weight.get(block) ?? 0) + 1;
    weight.set(block, own);
    if (isFacility(parent)) continue;
    weight.set(parent, (weight.get(parent) ?? 0) + own);
    const best = heaviest.get(parent);
    if (!best || own > (weight.get(best) ?? 0)) heaviest.set(parent, block);
  }
  for (const { block, parent } of order) {
    const chain = holds.get(block) as AssetSource[];
    chain.forEach((point, n) => {
      if (n > 0) chain[n - 1].downstreamCode = point.code;
    });
    const next = heaviest.get(block);
    if (next) chain[chain.length - 1].downstreamCode = head(holds, next).code;
    if (isFacility(parent)) parent.asset.downstreamCode ??= chain[0].code;
  }
}
