// Facilities and monitoring points as signs that keep their size on screen, and the stems that tie raised signs to the ground.

import { VaryingType } from "cesium";
import { LEVEL } from "../../twin/level.ts";
import type { LayerShader } from "../look.ts";
import { SIGN_GLSL } from "./severity.ts";

/** Which assets show: the same rule as `visibleAt` in layers/assets.ts, so that what is drawn is what can be picked. */
const SHOWN = /* glsl */ `
// 0 for a point that a filter leaves out (twin/flags FLAG.filtered)
float ywPasses(vec4 state) { return state.z > 127.5 ? 0.0 : 1.0; }
// 0 for a point so far away that the count of its place stands for it.
float ywSingle(float level, float chosen, float metres) {
  return level > ${LEVEL.facility}.5 && chosen < 0.5 && u_gather.x > 0.5 && metres > u_gather.x ? 0.0 : 1.0;
}
// level of the focus: 0 city … 5 facility and below
float ywShown(float slot, float level, float minLevel, float severity) {
  float focus = u_focus.z;
  bool inside = u_focus.x < 0.5 && focus < 0.5 ? true : ywIn(slot, u_range.x, u_range.y);
  if (abs(slot - u_hand.x) < 0.5) return 1.0;
  if (level > ${LEVEL.facility}.5) {
    float alarmFrom = focus < 0.5 ? 4.0 : focus < 1.5 ? 3.0 : 2.0;
    if (severity >= alarmFrom - 0.5 && inside) return 1.0;
    return inside && focus >= minLevel - 0.5 ? 1.0 : 0.0;
  }
  if (severity > 3.5) return 1.0;
  return inside && focus >= minLevel - 0.5 ? 1.0 : 0.0;
}
`;

export const ASSET_SIGNS: LayerShader = {
  varyings: { v_state: VaryingType.VEC4, v_sign: VaryingType.VEC4 },
  vertex: /* glsl */ `
${SHOWN}
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  float slot = float(vsInput.featureIds.featureId_0);
  vec4 state = ywState(slot);
  v_state = state;
  float level = vsInput.attributes.level;
  float shown = ywShown(slot, level, vsInput.attributes.minlevel, state.x) * ywPasses(state);
  float chosen = abs(slot - u_hand.x) < 0.5 ? 2.0 : abs(slot - u_hand.y) < 0.5 ? 1.0 : 0.0;
  vec4 pEC = czm_modelView * vec4(vsInput.attributes.positionMC, 1.0);
  float d = -pEC.z;
  float alarmed = state.x > 1.5 ? 1.0 : 0.0;
  shown *= ywSingle(level, chosen, d);
  bool facility = level < ${LEVEL.facility}.5;
  float size = facility ? 19.0 : mix(9.0, 20.0 + (state.x - 2.0) * 3.0, alarmed);
  // Far signs are smaller, so that a flood of them is seen as lying in depth rather than as a wall on the horizon.
  float reach = u_focus.z < 1.5 ? 14000.0 : 7000.0;
  size *= mix(1.0, 0.55, smoothstep(reach * 0.2, reach, d));
  if (!facility && alarmed < 0.5) size *= mix(1.5, 0.6, smoothstep(250.0, 5000.0, d));
  if (chosen > 0.5) size = max(size * 1.35, 26.0);
  float fresh = state.w / 255.0;
  size *= 1.0 + 0.5 * fresh * (0.5 + 0.5 * sin(u_moment.z * 9.4248)) * u_hand.w;
  vsOutput.pointSize = size * u_hand.z * shown;
  v_sign = vec4(vsInput.attributes.glyph, facility ? 1.0 : 0.0, chosen, size * shown);
  // Signs in alarm are never hidden by the city; the rest stand a little before what they are fixed to.
  vsOutput.positionMC = ywLift(vsInput.attributes.positionMC, alarmed > 0.5 || chosen > 0.5 ? 0.93 : facility ? 0.06 : 0.004);
}`,
  fragment: /* glsl */ `
${SIGN_GLSL}
float ywGlyph(float glyph, vec2 p) {
  if (glyph < 0.5) return length(p) - 0.62;
  if (glyph < 1.5) return ywBox(p, vec2(0.0), vec2(0.52));
  if (glyph < 2.5) return ywDiamond(p);
  if (glyph < 3.5) return ywTriangle(p);
  if (glyph < 4.5) { p = abs(p); return max(p.x * 0.866 + p.y * 0.5, p.y) - 0.6; }
  if (glyph < 5.5) { p.y += 0.12; return p.y > 0.0 ? max(abs(p.x) * 0.85 + p.y * 0.52 - 0.46, -p.y) : length(p) - 0.52; }
  if (glyph < 6.5) return min(ywSegment(p, vec2(0.18, 0.66), vec2(-0.22, -0.02)), min(ywSegment(p, vec2(-0.22, -0.02), vec2(0.22, 0.02)), ywSegment(p, vec2(0.22, 0.02), vec2(-0.18, -0.66)))) - 0.14;
  if (glyph < 7.5) return min(ywBox(p, vec2(0.0), vec2(0.6, 0.2)), ywBox(p, vec2(0.0), vec2(0.2, 0.6)));
  return abs(length(p) - 0.5) - 0.16;
}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  // Hidden signs end here: a size of 0 is left open by GL, and what is moved behind the eye is not clipped by every renderer.
  if (v_sign.w < 0.5) discard;
  vec2 p = vec2(gl_PointCoord.x * 2.0 - 1.0, 1.0 - gl_PointCoord.y * 2.0);
  float px = 2.0 / max(v_sign.w * u_hand.z, 1.0);
  float severity = floor(v_state.x + 0.5);
  bool stale = ywHas(floor(v_state.z + 0.5), 1.0) || u_moment.w < 0.5;
  bool notLive = ywHas(floor(v_state.z + 0.5), 4.0) || ywHas(floor(v_state.z + 0.5), 8.0) || ywHas(floor(v_state.z + 0.5), 16.0);
  bool delayed = ywHas(floor(v_state.z + 0.5), 2.0);
  vec3 ink = stale ? YW_STALE : ywSeverity(severity);
  vec3 paper = mix(vec3(0.98), vec3(0.035, 0.06, 0.11), u_moment.x);
  vec3 colour = ink;
  float body;
  if (severity > 1.5) {
    body = ywSign(severity, p);
    if (body > 0.0) discard;
    if (v_sign.w > 13.0 && ywNumeral(severity, p * 1.06) < 0.0) colour = vec3(0.04, 0.06, 0.10);
    if (stale && mod(floor((p.x + p.y) * 5.0), 2.0) < 0.5) colour = mix(ywSeverity(severity), paper, 0.55);
    // Not live: a second, thin rim inside the first. Late: a quarter is missing, as on a clock.
    if (notLive && v_sign.w > 15.0 && body > -0.18 && body < -0.12) colour = mix(colour, paper, 0.62);
    if (delayed && p.x > 0.0 && p.y > 0.0) colour = mix(colour, paper, 0.7);
  } else if (v_sign.y > 0.5) {
    // A facility is a framed plate with its glyph.
    body = ywBox(p, vec2(0.0), vec2(0.80));
    if (body > 0.0) discard;
    float rim = -body;
    colour = rim < 0.15 ? (v_sign.z > 0.5 ? YW_ACCENT : mix(vec3(0.16, 0.42, 0.62), vec3(0.36, 0.62, 0.82), u_moment.x)) : ywGlyph(v_sign.x, p * 1.5) < 0.0 ? (stale ? YW_STALE : severity < 0.5 ? ywSeverity(0.0) : mix(vec3(0.05, 0.36, 0.55), vec3(0.86, 0.95, 1.0), u_moment.x)) : paper;
  } else {
    body = v_sign.w > 11.0 ? ywGlyph(v_sign.x, p * 0.8) : length(p) - 0.7;
    if (body > 0.0) discard;
    // Not live (simulated, replayed, estimated): an open ring instead of a full dot.
    if (notLive && body < -0.24) colour = mix(colour, paper, 0.55);
    if (stale) colour = mix(colour, paper, 0.45);
    if (delayed && p.x > 0.0 && p.y > 0.0) colour = paper;
    if (body > -2.2 * px) colour = mix(colour, paper, 0.55);
  }
  if (v_sign.z > 1.5 && body > -3.0 * px) colour = YW_ACCENT;
  material.diffuse = ywOut(mix(ywHaze(colour, fsInput.attributes.positionEC), colour, 0.75));
}`,
};

export const ASSET_STEMS: LayerShader = {
  varyings: { v_state: VaryingType.VEC4, v_stem: VaryingType.VEC2 },
  translucent: true,
  vertex: /* glsl */ `
${SHOWN}
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  float slot = float(vsInput.featureIds.featureId_0);
  vec4 state = ywState(slot);
  v_state = state;
  float level = vsInput.attributes.level;
  float shown = ywShown(slot, level, vsInput.attributes.minlevel, state.x) * ywPasses(state);
  float chosen = abs(slot - u_hand.x) < 0.5 ? 1.0 : 0.0;
  shown *= ywSingle(level, chosen, -(czm_modelView * vec4(vsInput.attributes.positionMC, 1.0)).z);
  bool facility = level < ${LEVEL.facility}.5;
  bool beam = state.x > 3.5 || chosen > 0.5;
  v_stem = vec2(vsInput.attributes.up, chosen);
  if (shown < 0.5 || (!facility && !beam)) vsOutput.positionMC = vec3(0.0);
  else vsOutput.positionMC = vsInput.attributes.positionMC + vec3(0.0, beam ? vsInput.attributes.up * 420.0 : 0.0, 0.0);
}`,
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  bool beam = v_state.x > 3.5 || v_stem.y > 0.5;
  vec3 colour = v_stem.y > 0.5 ? YW_ACCENT : beam ? ywSeverity(v_state.x) : mix(vec3(0.2, 0.4, 0.55), vec3(0.36, 0.62, 0.82), u_moment.x);
  if (u_moment.w < 0.5 || ywHas(floor(v_state.z + 0.5), 1.0)) colour = YW_STALE;
  material.diffuse = ywOut(colour);
  material.alpha = beam ? 0.85 * (1.0 - v_stem.x * 0.9) : 0.5;
}`,
};

/** Floors of an opened facility: translucent slabs, each lit by its own slot. */
export const FLOORS: LayerShader = {
  varyings: { v_state: VaryingType.VEC4, v_floor: VaryingType.VEC2 },
  translucent: true,
  vertex: /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  float slot = float(vsInput.featureIds.featureId_0);
  v_state = ywState(slot);
  v_floor = vec2(vsInput.attributes.rim, abs(slot - u_hand.x) < 0.5 ? 1.0 : abs(slot - u_hand.y) < 0.5 ? 0.5 : 0.0);
}`,
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  float severity = v_state.x;
  vec3 glass = mix(vec3(0.20, 0.42, 0.60), vec3(0.24, 0.52, 0.78), u_moment.x);
  vec3 colour = severity > 1.5 ? mix(glass, ywSeverity(severity), 0.7) : glass;
  if (v_floor.y > 0.2) colour = mix(colour, YW_ACCENT, v_floor.y);
  float rim = smoothstep(0.955, 0.975, v_floor.x);
  float alarmed = severity > 1.5 ? 1.0 : 0.0;
  material.diffuse = ywOut(mix(colour * 0.75, colour + 0.15, rim));
  material.alpha = 0.045 + 0.62 * rim + alarmed * 0.16 + v_floor.y * 0.22;
}`,
};
