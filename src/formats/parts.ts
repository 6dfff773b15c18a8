// What a part of a building has from its building.

/** Attributes of a whole building that are not those of each of its parts. */
const OF_THE_WHOLE = new Set(["measuredHeight", "height", "storeysAboveGround", "storeysBelowGround"]);

/** Never taken over: what the part is, and what was found in the whole's surfaces. */
const OWN = new Set(["type", "_height", "_groundZ", "_roofZ"]);

/**
 * Fills up a part's properties with those of the whole that it lacks; `type` and heights found in surfaces are its own.
 * @param alone whether it is the only part, so that measures of the whole are its own, too
 */
export function inheritAttributes(
  part: Record<string, unknown>,
  whole: Readonly<Record<string, unknown>>,
  alone: boolean,
): void {
  for (const key of Object.keys(whole)) {
    if (OWN.has(key) || Object.hasOwn(part, key) || (!alone && OF_THE_WHOLE.has(key))) continue;
    setOwn(part, key, whole[key]);
  }
}

/** Sets a member whatever its name: a plain assignment to __proto__ would do something else. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
