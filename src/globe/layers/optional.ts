// The layers a person may switch, and which of them a scene opens with. Free of Cesium, so that the shell can read a link before it loads.

/** In the order they are offered. */
export const OPTIONAL_LAYERS = ["buildings", "roads", "rails", "pipes", "trees", "assets"] as const;
export type OptionalLayer = (typeof OPTIONAL_LAYERS)[number];

/**
 * Whether an optional layer is shown when a scene opens: what lies below the ground only where nothing stands on it.
 * @param built ids of the layers the scene has; not known before it is open
 */
export const shownAtFirst = (layer: OptionalLayer, built?: ReadonlySet<string>): boolean =>
  layer !== "pipes" || (built?.has("pipes") === true && !built.has("buildings") && !built.has("roads"));
