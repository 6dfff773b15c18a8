// Districts, streets and grids: a floor tinted by the roll-up and a curtain of light on the border. Only what the focus shows is drawn.

import { VaryingType } from "cesium";
import type { LayerShader } from "../look.ts";

export const PLACES: LayerShader = {
  varyings: { v_state: VaryingType.VEC4, v_area: VaryingType.VEC4 },
  translucent: true,
  vertex: /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  float slot = float(vsInput.metadata.slot);
  float level = float(vsInput.metadata.level);
  v_state = ywState(slot);
  bool self = abs(slot - u_focus.x) < 0.5;
  bool child = ywIn(slot, u_focus.x, u_focus.y) && abs(level - u_focus.w) < 0.5;
  float chosen = abs(slot - u_hand.x) < 0.5 || abs(slot - u_hand.y) < 0.5 ? 1.0 : 0.0;
  // x up the curtain, y curtain or floor, z role (1 focused place, 0 one of its children), w chosen
  v_area = vec4(vsInput.attributes.up, vsInput.attributes.edge, self ? 1.0 : 0.0, chosen);
  vsOutput.positionMC = ywLift(vsInput.attributes.positionMC, 0.0010);
  if (!self && !child && chosen < 0.5) vsOutput.positionMC = vec3(0.0);
}`,
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  float night = u_moment.x;
  float severity = v_state.x;
  float share = v_state.y / 255.0;
  float alarmed = severity > 1.5 ? 1.0 : 0.0;
  vec3 tint = alarmed > 0.5 ? ywSeverity(severity) : YW_ACCENT;
  if (u_moment.w < 0.5 || ywHas(v_state.z, 1.0)) tint = YW_STALE;
  bool curtain = v_area.y > 0.5;
  vec3 colour;
  float alpha;
  if (curtain) {
    // A thin line of light on the ground; the focused place's rises as a veil.
    float rise = 1.0 - v_area.x;
    vec3 edge = mix(vec3(0.10, 0.42, 0.70), YW_ACCENT, night);
    colour = edge;
    float veil = v_area.z > 0.5 ? (u_focus.z < 0.5 ? 0.0 : 0.34) : 0.07;
    alpha = veil * pow(rise, 3.0) + (v_area.z > 0.5 ? 0.6 : 0.42) * smoothstep(0.955, 1.0, rise);
    alpha *= mix(0.75, 1.0, night);
    if (v_area.w > 0.5) { colour = YW_ACCENT; alpha = max(alpha, 0.8 * pow(rise, 1.4)); }
  } else {
    if (v_area.z > 0.5) discard;
    // The floor takes the worst colour below it, as deep as the share of points in alarm: a calm place with one alarm stays calm.
    colour = tint;
    alpha = 0.012 + alarmed * 0.24 * smoothstep(0.015, 0.30, share);
    if (v_area.w > 0.5) { colour = mix(colour, YW_ACCENT, 0.6); alpha = max(alpha, 0.22); }
  }
  material.diffuse = ywOut(ywHaze(colour, pEC));
  material.alpha = clamp(alpha, 0.0, 0.9) * (1.0 - ywHazed(pEC)) * ywFade(ywLocal(pEC));
}`,
};
