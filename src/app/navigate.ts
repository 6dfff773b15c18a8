// Every way of moving through the city ends here: one node in hand, the globe focused and flown to it, the URL told.

import { LEVEL } from "../twin/level.ts";
import { liveLink } from "./live/link.ts";
import { loadBuildings } from "./stores/buildings.ts";
import { globeNow } from "./stores/globe.ts";
import { useLive } from "./stores/live.ts";
import { twinNow } from "./stores/twin.ts";
import { focusOf, gridHolding, type Room, useView } from "./stores/view.ts";
import { useWall } from "./stores/wall.ts";
import { writeUrl } from "./url.ts";
import { showTheme } from "./wall/showTheme.ts";
import { changesMap, themeOf } from "./wall/theme.ts";

/** Takes a node in hand. `fly` is false when the camera is already where it should be (a link with a camera). */
export function go(slot: number, { fly = true, history = true }: { fly?: boolean; history?: boolean } = {}): void {
  const { nodes } = twinNow();
  if (slot < 0 || slot >= nodes.slotCount) return;
  useView.setState({ node: slot });
  const focus = focusOf(nodes, slot);
  const globe = globeNow();
  globe?.focus(slot < nodes.coreCount ? slot : focus);
  globe?.select(slot === focus && slot < nodes.placeCount ? -1 : slot);
  if (slot >= nodes.coreCount) {
    void loadBuildings().then(({ columns }) => {
      if (useView.getState().node !== slot) return;
      const row = slot - nodes.coreCount;
      const height = columns.heightAboveBase[row];
      if (fly)
        globe?.pilot.flyToView({
          lon: columns.lon[row],
          lat: columns.lat[row],
          height: columns.base[row] + height / 2,
          range: Math.max(220, height * 2.6),
          pitch: -28,
        });
    });
  } else if (fly) globe?.fly(slot);
  liveLink.view(focus, watchedFor(slot));
  writeUrl(history ? "push" : "replace", fly ? null : undefined);
}

/** The nodes whose live values the node panel shows: itself, its points and its neighbours in the network. */
function watchedFor(slot: number): number[] {
  const { nodes } = twinNow();
  if (slot >= nodes.coreCount) return [slot, ...pointsOfBuilding(slot)];
  const { downstream } = nodes.columns;
  const below = nodes.columns.level[slot] >= LEVEL.facility ? nodes.childrenOf(slot).slice(0, 60) : [];
  return [slot, ...below, ...(downstream[slot] >= 0 ? [downstream[slot]] : []), ...upstreamOf(slot)];
}

/** Points mounted in a building. */
export function pointsOfBuilding(slot: number): number[] {
  const { nodes } = twinNow();
  const { parent, assetStart, assetEnd } = nodes.columns;
  const grid = gridHolding(nodes, slot);
  const points: number[] = [];
  for (let at = assetStart[grid]; at < assetEnd[grid]; at++) if (parent[at] === slot) points.push(at);
  return points;
}

const UPSTREAM_SHOWN = 8;

/** Nodes that flow into this one. */
export function upstreamOf(slot: number): number[] {
  const { nodes } = twinNow();
  const found: number[] = [];
  const { downstream } = nodes.columns;
  for (let at = nodes.placeCount; at < nodes.coreCount && found.length < UPSTREAM_SHOWN; at++)
    if (downstream[at] === slot) found.push(at);
  return found;
}

/** One level up; the city stays the city. */
export function goUp(): void {
  const { nodes } = twinNow();
  const { node } = useView.getState();
  const parent = node >= nodes.coreCount ? gridHolding(nodes, node) : nodes.columns.parent[node];
  if (parent >= 0) go(parent);
}

/** Previous (−1) or next (1) sibling, around the end. */
export function goSibling(step: 1 | -1): void {
  const { nodes } = twinNow();
  const { node } = useView.getState();
  if (node >= nodes.coreCount) return;
  const parent = nodes.columns.parent[node];
  if (parent < 0 || parent >= nodes.coreCount) return;
  const siblings = nodes.childrenOf(parent).filter((slot) => nodes.columns.level[slot] === nodes.columns.level[node]);
  const at = siblings.indexOf(node);
  if (at >= 0) go(siblings[(at + step + siblings.length) % siblings.length]);
}

/** The child that needs attention most: worst severity, then most in alarm, then the first. */
export function goWorstChild(): void {
  const { nodes } = twinNow();
  const { snapshot } = useLive.getState();
  const focus = focusOf(nodes, useView.getState().node);
  if (!snapshot || snapshot.focus !== focus || snapshot.children.length === 0) return;
  const alarms = (counts: number[]): number => counts[2] + counts[3] + counts[4] + counts[5];
  const worst = [...snapshot.children].sort(
    (a, b) => b.severity - a.severity || alarms(b.counts) - alarms(a.counts) || a.slot - b.slot,
  )[0];
  go(worst.slot);
}

/** What a theme shows is the wall's own and stays there. */
export function enterRoom(room: Room): void {
  const { room: before } = useView.getState();
  const { theme } = useWall.getState();
  useView.setState({ room });
  if (before === "wall" && room !== "wall") {
    useWall.setState({ watching: false, story: null });
    if (changesMap(themeOf("wall", theme))) showTheme(room, "");
  }
  writeUrl("push");
}
