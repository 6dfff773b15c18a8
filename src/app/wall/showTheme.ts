// Puts a theme on the map: kinds drawn, layers shown, a surface; and takes it off again.

import { OPTIONAL_LAYERS, type OptionalLayer } from "../../twin/scene/layerIds.ts";
import { themesOf } from "../../twin/scene/themes.ts";
import { NO_FILTER } from "../../twin/stateFilter.ts";
import { liveLink } from "../live/link.ts";
import { twinNow } from "../stores/twin.ts";
import { type Room, useView } from "../stores/view.ts";
import { useWall } from "../stores/wall.ts";
import { showSurface } from "../surface.ts";
import { shownInTheme, themeOf } from "./theme.ts";

/** Puts on the map what a room's theme shows there. The caller writes the address. */
export function showTheme(room: Room, id: string): void {
  const theme = themeOf(room, id);
  const { layers } = twinNow().built;
  const built = new Set(layers.filter(({ features }) => features > 0).map((layer) => layer.id));
  const shown = OPTIONAL_LAYERS.map((layer) => [layer, shownInTheme(theme, layer, built)]);
  const filter = { ...NO_FILTER, kinds: theme?.kinds ?? [] };
  useWall.setState({ theme: theme && theme !== themesOf(twinNow().built.scene)[0] ? theme.id : "" });
  useView.setState({ filter, layers: Object.fromEntries(shown) as Record<OptionalLayer, boolean> });
  liveLink.filter(filter);
  showSurface(theme?.surface ?? "");
}
