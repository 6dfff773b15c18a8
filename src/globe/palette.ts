// Colours with a meaning, for shaders and for the page alike. A severity colour is never used for anything else.

/** sRGB colours of severities 0–5 (no data, normal, Ⅳ, Ⅲ, Ⅱ, Ⅰ); look.md gives their contrast on #0b1220. */
export const SEVERITY_COLOURS = ["#5b6b82", "#3ddbb0", "#4da3ff", "#ffe14d", "#ff9f1c", "#ff4d4f"] as const;
/** The same as text on a light ground. */
export const SEVERITY_TEXT_LIGHT = ["#5a6472", "#0a7f62", "#0b5cad", "#7a5c00", "#b34700", "#c8102e"] as const;
export const STALE_COLOUR = "#7a8699";
/** Structure that carries no severity: selection, focus edges, light on roads. */
export const ACCENT = "#7fd4ff";

/** Ground colours by AREA_CLASSES index (see docs/house.md): [day, night]. */
export const AREA_COLOURS: readonly (readonly [string, string])[] = [
  ["#7fa9bd", "#0d2a3f"], // river
  ["#86b1c2", "#0e2c41"], // lake
  ["#6f9cb5", "#0b2437"], // sea
  ["#a9c492", "#12291f"], // park
  ["#8fae80", "#0e221c"], // forest
  ["#c4cb9c", "#17251f"], // farmland
  ["#b9cf9f", "#14291f"], // grass
  ["#d6d3cb", "#1b2638"], // plaza
  ["#c9c6c4", "#161f30"], // industrial
  ["#d5d1c8", "#141e30"], // residential
  ["#d8d2cc", "#182339"], // commercial
  ["#d9cfae", "#1d2430"], // sand
  ["#bfc3c8", "#161f2d"], // port
  ["#c8ccd0", "#182231"], // airport
  ["#b4cc9a", "#16301f"], // sports
  ["#b5c1a4", "#13231d"], // cemetery
];

/** "#rrggbb" as a GLSL vec3 literal, sRGB values. */
export function glslColour(hex: string): string {
  const n = Number.parseInt(hex.slice(1), 16);
  const part = (shift: number): string => (((n >> shift) & 255) / 255).toFixed(4);
  return `vec3(${part(16)}, ${part(8)}, ${part(0)})`;
}
