// In each frame of a moving camera Cesium's scene asks every tileset for word of the height below it, and takes back what it asked
// before by the tileset's `id` (Scene.updateHeight, 1.145). A Cesium3DTileset has none, so that of all tilesets but the last nothing
// is ever taken back: a wall that tours keeps hundreds a minute for good, and each new tile asks all of them. With an id each is.

import type { Cesium3DTileset, Scene } from "cesium";

/** Before a tileset is added to a scene. @param id another one for each tileset of the scene */
export function nameForHeights(tileset: Cesium3DTileset, id: string): void {
  Object.assign(tileset, { id });
}

/** Most words of height that any one tileset of the scene owes; one or two, however long it has been there. */
export function heightsOwed({ primitives }: Scene): number {
  let most = 0;
  for (let i = 0; i < primitives.length; i++)
    most = Math.max(most, (primitives.get(i) as { _addHeightCallbacks?: unknown[] })._addHeightCallbacks?.length ?? 0);
  return most;
}
