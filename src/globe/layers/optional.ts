// Which of the layers a person may switch a scene opens with. Free of Cesium, so that the shell can read a link before it loads.

import type { OptionalLayer } from "../../twin/scene/layerIds.ts";

/**
 * Whether an optional layer is shown when a scene opens: what lies below the ground only where nothing stands on it.
 * @param built ids of the layers the scene has; not known before it is open
 */
export const shownAtFirst = (layer: OptionalLayer, built?: ReadonlySet<string>): boolean =>
  layer !== "pipes" || (built?.has("pipes") === true && !built.has("buildings") && !built.has("roads"));
