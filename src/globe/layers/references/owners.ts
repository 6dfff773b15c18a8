// Which reference or opened file a thing of Cesium's belongs to, by which a click tells it from the scene's own.

const OWNERS = new WeakMap<object, string>();

/** @param id of the reference, or of the opened file's layer */
export const ownBy = (thing: object, id: string): void => {
  OWNERS.set(thing, id);
};

/** Id of the reference or file a tileset or data source belongs to; undefined for one of the scene's own. */
export const ownerOf = (thing: unknown): string | undefined =>
  typeof thing === "object" && thing !== null ? OWNERS.get(thing) : undefined;
