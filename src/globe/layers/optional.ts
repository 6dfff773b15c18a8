// The layers a person may switch, and which of them a scene opens with. Free of Cesium, so that the shell can read a link before it loads.

/** In the order they are offered. */
export const OPTIONAL_LAYERS = ["buildings", "roads", "rails", "pipes", "trees", "assets"] as const;
export type OptionalLayer = (typeof OPTIONAL_LAYERS)[number];

const HIDDEN_AT_FIRST: readonly OptionalLayer[] = ["pipes"];

/** Whether an optional layer is shown when a scene opens. */
export const shownAtFirst = (layer: OptionalLayer): boolean => !HIDDEN_AT_FIRST.includes(layer);
