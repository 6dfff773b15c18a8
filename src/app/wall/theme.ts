// The theme in hand and what it says of the map: kinds drawn, layers shown. Outside the wall there is none.

import { shownAtFirst } from "../../globe/layers/optional.ts";
import type { OptionalLayer } from "../../twin/scene/layerIds.ts";
import { type Theme, themesOf } from "../../twin/scene/themes.ts";
import { useTwin } from "../stores/twin.ts";
import type { Room } from "../stores/view.ts";

/** @param id "" for the first @returns null outside the wall; the first for one the scene has not */
export function themeOf(room: Room, id: string): Theme | null {
  const { twin } = useTwin.getState();
  if (room !== "wall" || !twin) return null;
  const themes = themesOf(twin.built.scene);
  return themes.find((theme) => theme.id === id) ?? themes[0];
}

/** Whether a layer is shown when the theme opens. @param built ids of the layers the scene has */
export const shownInTheme = (theme: Theme | null, layer: OptionalLayer, built?: ReadonlySet<string>): boolean =>
  theme?.layers?.[layer] ?? shownAtFirst(layer, built);

/** Whether exactly the theme's own kinds are drawn. */
export const areThemeKinds = (theme: Theme | null, kinds: readonly string[]): boolean => {
  const own = theme?.kinds ?? [];
  return own.length === kinds.length && own.every((kind) => kinds.includes(kind));
};

/** Whether a theme shows the map otherwise than it is shown without one. */
export const changesMap = (theme: Theme | null): boolean =>
  theme !== null && (theme.kinds.length > 0 || theme.layers !== undefined || theme.surface !== undefined);
