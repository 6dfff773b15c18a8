// Themes (场景) of the wall: what is shown beside the map, what the map shows, and where the camera goes while nobody's hand is on it.

import { z } from "zod";
import type { SceneFault } from "./faults.ts";
import { OPTIONAL_LAYERS } from "./layerIds.ts";
import { bilingual, FIELDS, id } from "./words.ts";

/** Most figures a person takes in at a glance. */
const MOST_FIGURES = 7;

/** One panel of a column; each is a file in src/app/wall/panels. */
const panel = z.discriminatedUnion("show", [
  z.strictObject({ show: z.enum(["summary", "children", "alarms", "cases"]) }),
  z.strictObject({ show: z.literal("field"), field: z.enum(FIELDS) }),
  z.strictObject({
    show: z.literal("figures"),
    title: bilingual,
    indicators: z.array(id).min(1).max(MOST_FIGURES),
  }),
  z.strictObject({
    show: z.literal("trend"),
    indicators: z.array(id).min(1).max(3).describe("of one unit: they share an axis"),
    hours: z.number().positive().max(744).default(24),
  }),
  z.strictObject({ show: z.literal("ranking"), indicator: id }),
]);
export type WallPanel = z.infer<typeof panel>;

const stop = z.union([
  z.strictObject({ camera: z.string().describe("name of one of `cameras`") }),
  z.strictObject({ place: z.string().describe("code of a place or facility") }),
]);
export type TourStop = z.infer<typeof stop>;

export const theme = z.strictObject({
  id,
  name: bilingual,
  kinds: z.array(id).describe("only points of these kinds are drawn; none: all").default([]),
  layers: z
    .partialRecord(z.enum(OPTIONAL_LAYERS), z.boolean())
    .describe("layers shown or hidden, where not as at first")
    .optional(),
  surface: id.describe("kind whose values are spread over the city, as an estimate").optional(),
  left: z.array(panel).max(12).default([]),
  right: z.array(panel).max(12).default([]),
  tour: z
    .strictObject({
      seconds: z.number().min(5).max(600).describe("how long each is looked at").default(25),
      stops: z.array(stop).max(50).default([]),
      needs: z.int().min(0).max(20).describe("places by need between two rounds: the worst first").default(3),
    })
    .prefault({}),
});
export type Theme = z.infer<typeof theme>;

/** What themes name and the scene does not have. Places are known only once the scene is built. */
export function themeFaults({
  themes,
  kinds,
  indicators,
  cameras,
}: {
  themes: readonly Theme[];
  kinds: readonly { id: string; surface: boolean }[];
  indicators: readonly { id: string; unit: string }[];
  cameras: Readonly<Record<string, unknown>>;
}): SceneFault[] {
  const faults: SceneFault[] = [];
  const missing = (path: string, what: string, id: string, where: string): void => {
    faults.push({ path, reason: `${what} "${id}" is not in ${where}`, mend: `add it there or correct the id` });
  };
  themes.forEach((theme, i) => {
    const at = `themes[${i}]`;
    theme.kinds.forEach((id, k) => {
      if (!kinds.some((kind) => kind.id === id)) missing(`${at}.kinds[${k}]`, "kind", id, "kinds");
    });
    if (theme.surface !== undefined && !kinds.some(({ id, surface }) => id === theme.surface && surface))
      faults.push({
        path: `${at}.surface`,
        reason: `"${theme.surface}" is no kind with a surface`,
        mend: "name a kind whose `surface` is true",
      });
    for (const side of ["left", "right"] as const)
      theme[side].forEach((panel, p) => {
        const path = `${at}.${side}[${p}]`;
        const named = "indicators" in panel ? panel.indicators : "indicator" in panel ? [panel.indicator] : [];
        for (const id of named)
          if (!indicators.some((indicator) => indicator.id === id)) missing(path, "indicator", id, "indicators");
        const units = new Set(named.map((id) => indicators.find((indicator) => indicator.id === id)?.unit));
        if (panel.show === "trend" && units.size > 1)
          faults.push({ path, reason: "its indicators differ in unit", mend: "give each unit a panel of its own" });
      });
    theme.tour.stops.forEach((stop, s) => {
      if ("camera" in stop && !(stop.camera in cameras))
        missing(`${at}.tour.stops[${s}].camera`, "camera", stop.camera, "cameras");
    });
  });
  return faults;
}

/** The wall of a scene that names no themes: the seven fields around the map. */
export const OVERVIEW: Theme = theme.parse({
  id: "overview",
  name: { zh: "总览", en: "Overview" },
  left: [
    { show: "summary" },
    { show: "field", field: "resilience" },
    { show: "field", field: "governance" },
    { show: "field", field: "liveable" },
    { show: "field", field: "public-service" },
    { show: "children" },
  ],
  right: [
    { show: "field", field: "city-industry" },
    { show: "field", field: "digital-economy" },
    { show: "field", field: "common-base" },
    { show: "alarms" },
    { show: "cases" },
  ],
});

/** The themes of a scene; never none. */
export const themesOf = ({ themes }: { themes: readonly Theme[] }): readonly Theme[] =>
  themes.length > 0 ? themes : [OVERVIEW];
