// URL is state: /ROOM?theme=ID&watch=1&node=CODE&cam=lon,lat,height,heading,pitch&sky=…&layers=toggled&t=…&lang=en. Reading and writing it live here alone.

import type { CameraView } from "../globe/camera.ts";
import type { Daylight } from "../globe/sky.ts";
import { OPTIONAL_LAYERS, type OptionalLayer } from "../twin/scene/layerIds.ts";
import type { StateFilter } from "../twin/stateFilter.ts";
import { currentLanguage } from "./i18n/i18n.ts";
import { buildingsNow, loadBuildings } from "./stores/buildings.ts";
import { DESK_VIEWS, type DeskView, useDesk } from "./stores/desk.ts";
import { useReplay } from "./stores/replay.ts";
import { useScenario } from "./stores/scenario.ts";
import {
  type PitStudy,
  readGround,
  readPit,
  readSection,
  readSun,
  type SectionPlane,
  type SunStudy,
  useStudy,
  writePit,
  writeSun,
} from "./stores/study.ts";
import { useSurface } from "./stores/surface.ts";
import { twinNow, useTwin } from "./stores/twin.ts";
import { DAYLIGHT_OF, ROOMS, type Room, useView } from "./stores/view.ts";
import { useWall } from "./stores/wall.ts";
import { areThemeKinds, shownInTheme, themeOf } from "./wall/theme.ts";

/** What an address says; absent parts keep their defaults. */
export interface Address {
  room: Room;
  node: string | null;
  camera: CameraView | null;
  daylight: Daylight;
  /** Id of the wall's theme, "" for the first, and whether nobody's hand is on it. */
  theme: string;
  watching: boolean;
  layers: Record<OptionalLayer, boolean>;
  /** Ids of references that are not as the scene shows them at first. */
  toggledReferences: string[];
  language: string | null;
  filter: StateFilter;
  /** Id of the kind spread over the city; "" for none. */
  surface: string;
  /** What of the desk is open, and which case; null for nothing. */
  desk: DeskView | null;
  caseId: number | null;
  /** Number of the planner's scenario in hand, and the share of the map that shows today; null for none. */
  scenario: number | null;
  split: number | null;
  /** The planner's sun and shadow, opacity of the ground, section and pit; null for none. */
  sun: SunStudy | null;
  ground: number | null;
  section: SectionPlane | null;
  pit: PitStudy | null;
  /** Moment of the past to show, ms since 1970; null for now. */
  time: number | null;
}

/** Stands before the id of a reference among the layers; no layer of the scene has a dot. */
const REFERENCE = "ref.";
/** Stands for "no filter" and "no surface" where the theme has one. */
const [ALL, NONE] = ["all", "none"];
const DAYLIGHTS: readonly string[] = ["auto", "day", "night"];

export function readUrl(location: Pick<Location, "pathname" | "search">): Address {
  const query = new URLSearchParams(location.search);
  const first = location.pathname.split("/")[1];
  const room = (ROOMS as readonly string[]).includes(first) ? (first as Room) : "wall";
  const sky = query.get("sky") ?? "";
  const theme = themeOf(room, query.get("theme") ?? "");
  const toggled = new Set((query.get("layers") ?? "").split(","));
  const references = [...toggled]
    .filter((name) => name.startsWith(REFERENCE))
    .map((name) => name.slice(REFERENCE.length));
  return {
    room,
    toggledReferences: references,
    node: query.get("node"),
    camera: readCamera(query.get("cam")),
    daylight: DAYLIGHTS.includes(sky) ? (sky as Daylight) : DAYLIGHT_OF[room],
    theme: room === "wall" ? (query.get("theme") ?? "") : "",
    watching: room === "wall" && query.get("watch") === "1",
    layers: Object.fromEntries(
      OPTIONAL_LAYERS.map((layer) => [layer, shownInTheme(theme, layer, builtLayers()) !== toggled.has(layer)]),
    ) as Record<OptionalLayer, boolean>,
    language: query.get("lang"),
    filter: { ...readFilter(query), ...(query.has("kind") ? {} : { kinds: theme?.kinds ?? [] }) },
    surface: query.get("surface") ?? theme?.surface ?? "",
    time: readTime(query.get("t")),
    ...readDesk(query),
    ...readScenario(query),
    ...readStudy(query, room),
  };
}

/** sun=2026-01-20T12:30&ground=35&section=lon,lat,heading&pit=depth,lon,lat,…: of the planner's room alone. */
function readStudy(query: URLSearchParams, room: Room): Pick<Address, "sun" | "ground" | "section" | "pit"> {
  if (room !== "plan") return { sun: null, ground: null, section: null, pit: null };
  return {
    sun: readSun(query.get("sun")),
    ground: readGround(query.get("ground")),
    section: readSection(query.get("section")),
    pit: readPit(query.get("pit")),
  };
}

const QUALITIES = ["live", "delayed", "stale", "simulated", "replayed", "estimated", "bad"] as const;

/** severity=4,5&quality=stale&kind=ponding,pm25&owner=water; what is no such word is passed over. */
export function readFilter(query: URLSearchParams): StateFilter {
  const list = (name: string): string[] => (query.get(name) ?? "").split(",").filter((word) => word !== "");
  return {
    severities: list("severity")
      .filter((word) => /^[0-5]$/.test(word))
      .map(Number),
    qualities: QUALITIES.filter((quality) => list("quality").includes(quality)),
    kinds: list("kind").filter((word) => word !== ALL),
    owners: list("owner"),
  };
}

/** case=12 for one case, desk=cases and the like for the rest. */
function readDesk(query: URLSearchParams): Pick<Address, "desk" | "caseId"> {
  const id = query.get("case") ?? "";
  if (/^[1-9]\d{0,15}$/.test(id)) return { desk: "case", caseId: Number(id) };
  const desk = DESK_VIEWS.find((view) => view !== "case" && view === query.get("desk"));
  return { desk: desk ?? null, caseId: null };
}

/** scenario=12&split=50 (percent of the width); what makes no sense is passed over. */
function readScenario(query: URLSearchParams): Pick<Address, "scenario" | "split"> {
  const id = query.get("scenario") ?? "";
  const split = Number(query.get("split") ?? Number.NaN);
  return {
    scenario: /^[1-9]\d{0,15}$/.test(id) ? Number(id) : null,
    split: split >= 2 && split <= 98 ? split / 100 : null,
  };
}

function writeFilter(query: URLSearchParams, { severities, qualities, kinds, owners }: StateFilter): void {
  for (const [name, list] of [
    ["severity", severities],
    ["quality", qualities],
    ["kind", kinds],
    ["owner", owners],
  ] as const)
    if (list.length > 0) query.set(name, list.join(","));
}

/** A moment as ISO 8601 with a zone; null for none or one that cannot be read. */
export function readTime(text: string | null): number | null {
  if (!text || !/(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const time = Date.parse(text);
  return Number.isFinite(time) ? time : null;
}

/** Five finite numbers within their ranges, or null: a broken link opens at the node instead. */
export function readCamera(text: string | null): CameraView | null {
  const parts = (text ?? "").split(",").map(Number);
  if (!text || parts.length !== 5 || !parts.every(Number.isFinite)) return null;
  const [lon, lat, height, heading, pitch] = parts;
  if (Math.abs(lon) > 180 || Math.abs(lat) > 90 || Math.abs(pitch) > 90 || height > 1e8) return null;
  return { lon, lat, height, heading, pitch };
}

/** Ids of the layers the scene has; undefined before it is open. */
function builtLayers(): ReadonlySet<string> | undefined {
  const layers = useTwin.getState().twin?.built.layers;
  return layers && new Set(layers.filter(({ features }) => features > 0).map(({ id }) => id));
}

let camera: CameraView | null = null;
let followed = false;

/** From now on the address may be written. A globe that is ready early must not write over a link nobody has followed yet. */
export function addressFollowed(): void {
  followed = true;
}

/** Remembers the camera of an address that was followed, so that the next writing keeps it. */
export function keepCamera(view: CameraView | null): void {
  camera = view;
}

/**
 * Writes what is on screen into the address.
 * @param at a camera to write, null to write none (it is about to fly), undefined to keep the last one
 */
export function writeUrl(how: "push" | "replace", at?: CameraView | null): void {
  if (!followed) return;
  if (at !== undefined) camera = at;
  const { room, node, daylight, layers, toggledReferences, filter } = useView.getState();
  const wall = useWall.getState();
  const theme = themeOf(room, wall.theme);
  const { nodes } = twinNow();
  const query = new URLSearchParams();
  const code = node < nodes.coreCount ? nodes.columns.code[node] : buildingsNow()?.columns.code[node - nodes.coreCount];
  if (node > 0 && code) query.set("node", code);
  if (theme && wall.theme) query.set("theme", wall.theme);
  if (theme && wall.watching) query.set("watch", "1");
  if (daylight !== DAYLIGHT_OF[room]) query.set("sky", daylight);
  const toggled = [
    ...OPTIONAL_LAYERS.filter((layer) => layers[layer] !== shownInTheme(theme, layer, builtLayers())),
    ...toggledReferences.map((id) => `${REFERENCE}${id}`),
  ];
  if (toggled.length > 0) query.set("layers", toggled.join(","));
  if (currentLanguage() === "en") query.set("lang", "en");
  writeFilter(query, areThemeKinds(theme, filter.kinds) ? { ...filter, kinds: [] } : filter);
  if (filter.kinds.length === 0 && !areThemeKinds(theme, [])) query.set("kind", ALL);
  const { kind: surface } = useSurface.getState();
  if (surface !== (theme?.surface ?? "")) query.set("surface", surface || NONE);
  const { view, caseId } = useDesk.getState();
  if (view === "case" && caseId !== null) query.set("case", String(caseId));
  else if (view !== null && view !== "report") query.set("desk", view);
  const { id: scenario, split } = useScenario.getState();
  if (scenario !== null) query.set("scenario", String(scenario));
  if (split !== null) query.set("split", String(Math.round(split * 1000) / 10));
  if (room === "plan") writeStudy(query);
  const { replay } = useReplay.getState();
  if (replay && Number.isFinite(replay.at)) query.set("t", `${new Date(replay.at).toISOString().slice(0, 19)}Z`);
  if (camera) query.set("cam", [camera.lon, camera.lat, camera.height, camera.heading, camera.pitch].join(","));
  const text = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  const address = `/${room}${text ? `?${text}` : ""}`;
  if (address === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function writeStudy(query: URLSearchParams): void {
  const { sun, ground, section, pit } = useStudy.getState();
  if (sun) query.set("sun", writeSun(sun));
  if (ground !== null) query.set("ground", String(Math.round(ground * 100)));
  if (section)
    query.set("section", [section.lon.toFixed(6), section.lat.toFixed(6), section.heading.toFixed(1)].join(","));
  if (pit) query.set("pit", writePit(pit));
}

/** Slot of the node an address names; the city when it names none or one that is not here. Buildings are looked up in their table. */
export async function slotOfCode(code: string | null): Promise<number> {
  if (!code) return 0;
  const { nodes } = twinNow();
  const slot = nodes.slotOf(code);
  if (slot >= 0) return slot;
  try {
    const row = (await loadBuildings()).rowOf(code);
    return row >= 0 ? nodes.coreCount + row : 0;
  } catch {
    return 0;
  }
}
