// What the kinds of OpenStreetMap and Nextzen mean here: building uses, line and area classes, kinds of facilities.

import type { BuildingUse } from "../../twin/nodeTable.ts";
import type { AreaClass, LineClass } from "../source.ts";

const table = <T>(rows: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, T> =>
  new Map(Object.entries(rows).flatMap(([ours, theirs]) => theirs.map((kind) => [kind, ours as T])));

export const USES = table<BuildingUse>({
  residential: [
    "apartments",
    "residential",
    "house",
    "detached",
    "terrace",
    "dormitory",
    "bungalow",
    "semidetached_house",
  ],
  office: ["office", "bank", "company", "embassy", "construction"],
  commercial: ["commercial", "retail", "mall", "shop", "hotel", "supermarket", "kiosk", "attraction", "restaurant"],
  industrial: ["industrial", "warehouse", "factory", "manufacture", "hangar", "shed", "garage", "garages", "service"],
  public: [
    "public",
    "government",
    "civic",
    "townhall",
    "arts_centre",
    "museum",
    "library",
    "stadium",
    "communications_tower",
  ],
  education: ["school", "university", "college", "kindergarten"],
  health: ["hospital", "clinic"],
  transport: ["transportation", "train_station", "station", "parking", "ferry_terminal", "bus_station"],
  heritage: ["place_of_worship", "temple", "church", "cathedral", "mosque", "castle", "monument", "ruins", "chapel"],
});

export const LINES = table<LineClass>({
  motorway: ["motorway", "motorway_link"],
  trunk: ["trunk", "trunk_link"],
  primary: ["primary", "primary_link"],
  secondary: ["secondary", "secondary_link"],
  tertiary: ["tertiary", "tertiary_link"],
  residential: ["residential", "unclassified", "living_street", "road"],
  service: ["service", "track"],
  footway: ["footway", "pedestrian", "path", "cycleway", "steps", "pier", "bridleway", "corridor"],
  rail: ["rail", "light_rail", "tram", "narrow_gauge", "funicular", "monorail", "preserved"],
  metro: ["subway"],
  ferry: ["ferry"],
});

/** Widths drawn, m, where the source gives none (ours; CJJ 37 lanes of 3.25–3.75 m, usual lane counts). */
export const WIDTHS: Readonly<Record<LineClass, number>> = {
  motorway: 26,
  trunk: 24,
  primary: 20,
  secondary: 15,
  tertiary: 11,
  residential: 7,
  service: 4.5,
  footway: 2.5,
  rail: 4,
  metro: 5,
  "water-pipe": 1,
  "drain-pipe": 1,
  "sewer-pipe": 1,
  "gas-pipe": 1,
  "power-line": 1,
  ferry: 3,
};

export const AREAS = table<AreaClass>({
  river: ["river", "riverbank", "canal", "stream", "water"],
  lake: ["lake", "pond", "reservoir", "basin", "swimming_pool", "fountain", "dock"],
  sea: ["ocean", "sea", "bay"],
  park: ["park", "garden", "zoo", "nature_reserve", "village_green", "theme_park"],
  forest: ["forest", "wood", "natural_wood", "natural_forest", "scrub"],
  farmland: ["farmland", "farm", "orchard", "vineyard", "allotments"],
  grass: ["grass", "meadow", "grassland", "heath"],
  plaza: ["pedestrian", "footway", "square", "plaza", "parking"],
  industrial: ["industrial", "quarry", "works", "railway"],
  residential: ["residential"],
  commercial: ["commercial", "retail"],
  sand: ["sand", "beach"],
  port: ["port", "harbour", "pier"],
  airport: ["aerodrome", "airport", "runway", "apron"],
  sports: ["pitch", "recreation_ground", "stadium", "sports_centre", "golf_course", "playground"],
  cemetery: ["cemetery", "grave_yard"],
});

/** Kind of facility (id in the scene's kinds) that a point of interest becomes; others are not taken over. */
export const FACILITIES = table<string>({
  hospital: ["hospital", "clinic"],
  school: ["school", "kindergarten", "university", "college"],
  "metro-station": ["station", "subway_station"],
  "bus-station": ["bus_station"],
  "ferry-terminal": ["ferry_terminal"],
  "fire-station": ["fire_station"],
  "police-station": ["police"],
  "government-office": ["government", "townhall"],
  "cultural-venue": ["museum", "library", "arts_centre", "theatre"],
});
