// Buildings: flat facets shaded from derivatives, windows drawn by hour and use, state tint by slot. No textures, no normals.

import { VaryingType } from "cesium";
import type { LayerShader } from "../look.ts";

/** Share of lit windows by hour, as cosine bumps fitted by eye to dusk photographs; decoration, not data. */
const OCCUPANCY = /* glsl */ `
float ywOccupancy(float use, float hour) {
  float evening = exp(-pow((mod(hour + 4.0, 24.0) - 24.5) / 2.6, 2.0)) + exp(-pow((mod(hour + 4.0, 24.0) - 0.5) / 2.6, 2.0));
  float work = smoothstep(6.5, 9.0, hour) * (1.0 - smoothstep(17.5, 22.5, hour));
  if (use < 0.5) return 0.06 + 0.5 * evening + 0.1 * smoothstep(5.0, 6.5, hour) * (1.0 - smoothstep(7.0, 8.5, hour));
  if (use < 1.5) return 0.10 + 0.6 * work;
  if (use < 2.5) return 0.18 + 0.5 * smoothstep(9.0, 11.0, hour) * (1.0 - smoothstep(21.0, 23.5, hour));
  if (use < 3.5) return 0.06 + 0.15 * work;
  if (use < 7.5) return 0.12 + 0.4 * work;
  return 0.05 + 0.2 * evening;
}
`;

export const BUILDINGS: LayerShader = {
  cut: "body",
  varyings: {
    v_state: VaryingType.VEC4,
    v_info: VaryingType.VEC4,
    v_mark: VaryingType.VEC4,
    v_plan: VaryingType.FLOAT,
  },
  vertex: /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  float slot = float(vsInput.metadata.slot);
  v_state = ywState(slot);
  float use = float(vsInput.metadata.use);
  v_info = vec4(vsInput.metadata.base, vsInput.metadata.height, use, fract(slot * 0.61803));
  float inside = (u_focus.x < 0.5 || ywIn(slot, u_range.z, u_range.w) || ywIn(slot, u_focus.x, u_focus.y)) ? 1.0 : 0.0;
  v_mark = vec4(inside, abs(slot - u_hand.x) < 0.5 ? 1.0 : 0.0, abs(slot - u_hand.y) < 0.5 ? 1.0 : 0.0, float(vsInput.metadata.estimated));
  // What a planner says of it (planMarks.ts): 1 gone, 2 touched.
  int row = int(slot - u_planFirst + 0.5);
  ivec2 pixel = ivec2(row % 1024, row / 1024);
  v_plan = slot >= u_planFirst && all(lessThan(pixel, textureSize(u_plan, 0))) ? texelFetch(u_plan, pixel, 0).r * 255.0 : 0.0;
  // What is gone everywhere has no body at all, so that it throws no shadow either.
  if (mod(v_plan, 2.0) > 0.5 && czm_splitPosition <= 0.0) vsOutput.positionMC = vec3(0.0);
}`,
  fragment: /* glsl */ `
${OCCUPANCY}
vec3 ywDayBody(float use, float seed) {
  vec3 c = vec3(0.84, 0.83, 0.80);
  if (use > 0.5 && use < 1.5) c = mix(vec3(0.55, 0.65, 0.74), vec3(0.72, 0.77, 0.81), seed);
  else if (use > 1.5 && use < 2.5) c = mix(vec3(0.80, 0.76, 0.70), vec3(0.70, 0.72, 0.75), seed);
  else if (use > 2.5 && use < 3.5) c = mix(vec3(0.70, 0.74, 0.78), vec3(0.80, 0.80, 0.79), seed);
  else if (use > 7.5 && use < 8.5) c = mix(vec3(0.66, 0.60, 0.54), vec3(0.74, 0.70, 0.64), seed);
  else c = mix(vec3(0.80, 0.76, 0.71), vec3(0.89, 0.88, 0.86), seed);
  return c;
}
float ywPane(vec2 f) {
  return smoothstep(0.14, 0.2, f.x) * smoothstep(0.86, 0.8, f.x) * smoothstep(0.2, 0.28, f.y) * smoothstep(0.82, 0.74, f.y);
}
// x: light of a window (or of a bay of 4^coarse of them), y: its own random number
vec2 ywWindow(vec2 wall, float coarse, float occupied, float seed) {
  vec2 w = wall * exp2(-coarse);
  vec2 cell = floor(w);
  float r = ywHash(cell + seed * 977.0 + coarse * 31.7);
  float open = coarse < 0.5 ? ywPane(fract(w)) : 0.36;
  // Far away few bays stand out of a soft glow.
  float share = occupied * (coarse < 0.5 ? 1.0 : 0.55);
  vec2 soft = smoothstep(vec2(0.0), vec2(0.35), fract(w)) * smoothstep(vec2(1.0), vec2(0.65), fract(w));
  float light = step(r, share) * open * (coarse < 0.5 ? 1.0 : soft.x * soft.y * (1.1 + 1.0 * ywHash(cell * 1.7 + seed)));
  return vec2(light + (coarse < 0.5 ? 0.0 : occupied * 0.07), ywHash(cell + 3.1));
}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  // In a scenario it is gone: on its side of a split picture, else everywhere.
  if (ywHas(v_plan + 0.5, 1.0) && gl_FragCoord.x >= czm_splitPosition) discard;
  vec3 pEC = fsInput.attributes.positionEC;
  vec3 p = ywLocal(pEC);
  // An opened facility turns to a veil of single pixels, so that its floors show and its shape stays.
  if (u_cut.w > 0.5 && distance(p.xy, u_cut.xy) < u_cut.z && mod(floor(gl_FragCoord.x) + 2.0 * floor(gl_FragCoord.y), 5.0) > 0.5) discard;
  vec3 n = mat3(u_eyeToLocal) * normalize(cross(dFdx(pEC), dFdy(pEC)));
  float h = p.z - v_info.x;
  float use = floor(v_info.z + 0.5);
  float seed = v_info.w;
  float tall = smoothstep(60.0, 220.0, v_info.y);
  bool roof = n.z > 0.5;
  float facing = clamp(dot(n, u_sun), 0.0, 1.0);
  float night = u_moment.x;

  // Windows: cells of 3.2 m along the wall and up it. Where a cell is smaller than a pixel the cells double in size, so that a
  // far tower keeps a few lights instead of a grey average.
  // Measured from the middle of a 256 m square: the tangent comes from derivatives, and its error grows with the distance.
  vec2 q = p.xy - (floor(p.xy / 256.0) + 0.5) * 256.0;
  // The wall's direction in steps of 4°, so that this error does not fray the windows.
  float turn = floor(atan(n.y, n.x) * 14.3239 + 0.5) / 14.3239;
  vec2 wall = vec2(dot(q, vec2(-sin(turn), cos(turn))) / 3.2, h / 3.2);
  vec2 fw = fwidth(wall);
  float grain = max(0.0, log2(max(max(fw.x, fw.y), 1e-4) * 2.6));
  float coarse = floor(grain);
  float sharp = 1.0 - smoothstep(0.2, 0.6, max(fw.x, fw.y));
  float occupied = ywOccupancy(use, u_moment.y);
  vec2 lit = mix(ywWindow(wall, coarse, occupied, seed), ywWindow(wall, coarse + 1.0, occupied, seed), fract(grain));
  float pane = ywPane(fract(wall));
  float windows = roof ? 0.0 : 1.0;
  vec3 lamp = mix(vec3(1.0, 0.78, 0.48), vec3(0.74, 0.88, 1.0), use > 0.5 && use < 1.5 ? 0.35 + 0.6 * lit.y : step(0.86, lit.y));

  // Night: deep blue bodies that rise into light, warm windows, a bright crown on towers.
  vec3 nightBody = mix(vec3(0.038, 0.066, 0.125), vec3(0.085, 0.155, 0.275), clamp(h / 150.0, 0.0, 1.0)) * (0.62 + 0.6 * facing);
  nightBody += roof ? vec3(0.010, 0.022, 0.044) : vec3(0.0);
  float far = smoothstep(0.5, 3.5, grain);
  float glow = lit.x * windows * (0.8 + 0.2 * seed) * mix(1.0, 0.62, far);
  nightBody += lamp * glow * (0.60 + 0.22 * tall) * smoothstep(0.0, 4.0, h);
  // Light spilling from the streets onto the lowest floors.
  nightBody += vec3(0.20, 0.13, 0.065) * exp(-h / 9.0) * windows * 0.55;
  float crown = tall * smoothstep(v_info.y - 9.0, v_info.y - 1.0, h);
  nightBody += (mix(vec3(0.30, 0.62, 1.0), vec3(1.0, 0.80, 0.52), step(0.6, seed))) * crown * (roof ? 0.14 : 0.55);

  // Day: pale bodies, sun and sky, darker glass.
  vec3 dayBody = ywDayBody(use, seed);
  if (roof) dayBody = mix(dayBody, use > 7.5 && use < 8.5 ? vec3(0.36, 0.38, 0.41) : vec3(0.74, 0.74, 0.74), 0.6);
  float ao = mix(0.72, 1.0, smoothstep(0.0, 16.0, h));
  dayBody = dayBody * (0.56 + 0.52 * facing) * ao + vec3(0.02, 0.03, 0.05) * clamp(n.z, 0.0, 1.0);
  dayBody = mix(dayBody, dayBody * vec3(0.62, 0.70, 0.78), mix(0.22, pane, sharp) * windows * 0.7);

  vec3 colour = mix(dayBody, nightBody, night);

  // Where the view is focused elsewhere the city steps back.
  colour = mix(mix(ywGrey(colour), colour, 0.4) * mix(0.92, 0.58, night), colour, v_mark.x);

  // State: severity rises in the body from a shade at its foot to its roof, so that the building stays one; a fresh rise breathes.
  float severity = v_state.x;
  if (severity > 1.5) {
    vec3 s = ywSeverity(severity);
    if (ywHas(v_state.z, 1.0)) s = mix(s, YW_STALE, 0.6);
    float breathe = 1.0 + 0.35 * (v_state.w / 255.0) * sin(u_moment.z * 6.2832) * u_hand.w;
    colour = mix(colour, s * (0.35 + 0.65 * clamp(0.45 + facing * 0.5 + h / max(v_info.y, 1.0) * 0.3, 0.0, 1.0)), roof ? 0.66 : mix(0.3, 0.72, clamp(h / max(v_info.y, 1.0), 0.0, 1.0))) * breathe;
  }
  // A height that was estimated shows as a faint scaffold of lines every 6 m.
  if (v_mark.w > 0.5 && !roof && u_moment.x < 2.0) {
    float line = 1.0 - smoothstep(0.0, 0.12, abs(fract(h / 6.0) - 0.5) - 0.38 + sharp * 0.04);
    colour = mix(colour, colour * 1.12, line * 0.25 * sharp);
  }
  if (ywHas(v_plan + 0.5, 2.0)) colour = mix(colour, vec3(0.435, 0.259, 0.757), roof ? 0.62 : 0.45);
  if (v_mark.y > 0.5) colour = mix(colour, YW_ACCENT, roof ? 0.55 : 0.25 + 0.45 * smoothstep(0.0, v_info.y, h));
  else if (v_mark.z > 0.5) colour = mix(colour, YW_ACCENT, 0.28);

  material.diffuse = ywOut(ywHaze(colour, pEC));
}`,
};
