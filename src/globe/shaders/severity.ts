// Severity as GLSL: colours from the palette, and the signs of look.md (octagon Ⅰ, triangle Ⅱ, diamond Ⅲ, circle Ⅳ) with their numerals.

import { ACCENT, glslColour, SEVERITY_COLOURS, STALE_COLOUR } from "../palette.ts";

export const SEVERITY_GLSL = /* glsl */ `
const vec3 YW_ACCENT = ${glslColour(ACCENT)};
const vec3 YW_STALE = ${glslColour(STALE_COLOUR)};
vec3 ywSeverity(float severity) {
  if (severity < 0.5) return ${glslColour(SEVERITY_COLOURS[0])};
  if (severity < 1.5) return ${glslColour(SEVERITY_COLOURS[1])};
  if (severity < 2.5) return ${glslColour(SEVERITY_COLOURS[2])};
  if (severity < 3.5) return ${glslColour(SEVERITY_COLOURS[3])};
  if (severity < 4.5) return ${glslColour(SEVERITY_COLOURS[4])};
  return ${glslColour(SEVERITY_COLOURS[5])};
}
`;

/** Signs as signed distances; p in −1…1 with y up, negative inside. */
export const SIGN_GLSL = /* glsl */ `
float ywBox(vec2 p, vec2 c, vec2 h) { vec2 d = abs(p - c) - h; return max(d.x, d.y); }
float ywSegment(vec2 p, vec2 a, vec2 b) { vec2 pa = p - a, ba = b - a; return length(pa - ba * clamp(dot(pa, ba) / dot(ba, ba), 0.0, 1.0)); }
float ywOctagon(vec2 p) { p = abs(p); return max(max(p.x, p.y) - 0.86, (p.x + p.y) * 0.70711 - 0.86); }
float ywTriangle(vec2 p) { p.y += 0.18; return max(-p.y - 0.62, max(abs(p.x) * 0.866 + p.y * 0.5, -p.y) - 0.52); }
float ywDiamond(vec2 p) { return (abs(p.x) + abs(p.y)) * 0.70711 - 0.64; }
float ywSign(float severity, vec2 p) {
  if (severity > 4.5) return ywOctagon(p);
  if (severity > 3.5) return ywTriangle(p);
  if (severity > 2.5) return ywDiamond(p);
  return length(p) - 0.82;
}
float ywNumeral(float severity, vec2 p) {
  if (severity > 4.5) return ywBox(p, vec2(0.0), vec2(0.07, 0.42));
  if (severity > 3.5) { p.y += 0.2; p.x = abs(p.x); return ywBox(p, vec2(0.14, 0.0), vec2(0.055, 0.28)); }
  if (severity > 2.5) { p.x = abs(p.x); return min(ywBox(p, vec2(0.0), vec2(0.05, 0.28)), ywBox(p, vec2(0.21, 0.0), vec2(0.05, 0.28))); }
  float bar = ywBox(p, vec2(-0.36, 0.0), vec2(0.055, 0.34));
  float vee = min(ywSegment(p, vec2(-0.16, 0.33), vec2(0.12, -0.33)), ywSegment(p, vec2(0.40, 0.33), vec2(0.12, -0.33))) - 0.055;
  return min(bar, vee);
}
`;
