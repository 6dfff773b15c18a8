// Colours that are heights. Formulas: Mapbox "Access elevation data" (Terrain-RGB); Tilezen Joerd "formats" (Terrarium).

/** Height of a colour, m. @param r red @param g green @param b blue, 0–255 */
export function heightOfRgb(encoding: "mapbox" | "terrarium", r: number, g: number, b: number): number {
  return encoding === "mapbox" ? -10_000 + (r * 65_536 + g * 256 + b) * 0.1 : r * 256 + g + b / 256 - 32_768;
}
