// Ground, land use and water: the surfaces everything stands on.

import { VaryingType } from "cesium";
import type { LayerShader } from "../look.ts";
import { AREA_COLOURS, glslColour } from "../palette.ts";

const LOCAL_HEIGHT = /* glsl */ `
// Height above the ellipsoid, the earth's curve (R = 6371 km) put back.
float ywHeight(vec3 p) { return p.z + dot(p.xy, p.xy) / 12742000.0; }
`;

export const GROUND: LayerShader = {
  cut: "ground",
  vertex: "void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {}",
  fragment: /* glsl */ `
${LOCAL_HEIGHT}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  vec3 p = ywLocal(pEC);
  vec3 n = mat3(u_eyeToLocal) * normalize(cross(dFdx(pEC), dFdy(pEC)));
  float height = ywHeight(p);
  float hill = smoothstep(18.0, 120.0, height);
  float facing = 0.5 + 0.5 * dot(n, u_sun);
  float grain = ywNoise(p.xy / 90.0) * 0.6 + ywNoise(p.xy / 23.0) * 0.4;
  vec3 day = mix(vec3(0.80, 0.80, 0.755), mix(vec3(0.55, 0.65, 0.46), vec3(0.48, 0.57, 0.43), grain), hill);
  day *= 0.72 + 0.4 * facing + (grain - 0.5) * 0.05;
  vec3 night = mix(vec3(0.040, 0.062, 0.105), vec3(0.030, 0.062, 0.080), hill) * (0.65 + 0.65 * facing);
  // Contours every 25 m on the hills, fading where they would crowd.
  float level = height / 25.0;
  float width = fwidth(level);
  float contour = (1.0 - smoothstep(0.0, 1.4, abs(fract(level - 0.5) - 0.5) / max(width, 1e-4))) * hill * (1.0 - smoothstep(0.2, 0.5, width));
  night += vec3(0.03, 0.10, 0.12) * contour;
  day -= vec3(0.06) * contour;
  vec3 colour = mix(day, night, u_moment.x);
  colour = mix(u_beyond, colour, ywFade(p));
  material.diffuse = ywOut(ywHaze(colour, pEC));
}`,
};

const areaColours = (which: 0 | 1): string =>
  AREA_COLOURS.map((pair, klass) => `if (k < ${klass}.5) return ${glslColour(pair[which])};`).join("\n  ");

const KLASS_VERTEX = (lift: number): string => /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  v_klass = float(vsInput.metadata.klass);
  vsOutput.positionMC = ywLift(vsInput.attributes.positionMC, ${lift.toFixed(5)});
}`;

export const LANDUSE: LayerShader = {
  cut: "ground",
  varyings: { v_klass: VaryingType.FLOAT },
  vertex: KLASS_VERTEX(0.0005),
  fragment: /* glsl */ `
${LOCAL_HEIGHT}
vec3 ywDayArea(float k) {
  ${areaColours(0)}
  return vec3(0.8);
}
vec3 ywNightArea(float k) {
  ${areaColours(1)}
  return vec3(0.08);
}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  vec3 p = ywLocal(pEC);
  vec3 n = mat3(u_eyeToLocal) * normalize(cross(dFdx(pEC), dFdy(pEC)));
  float facing = 0.5 + 0.5 * dot(n, u_sun);
  float k = floor(v_klass + 0.5);
  float green = (k > 2.5 && k < 6.5) || k > 13.5 ? 1.0 : 0.0;
  float grain = ywNoise(p.xy / 37.0) * 0.55 + ywNoise(p.xy / 9.0) * 0.45;
  vec3 day = ywDayArea(k) * (0.74 + 0.3 * facing + (grain - 0.5) * mix(0.04, 0.16, green));
  vec3 night = ywNightArea(k) * (0.8 + 0.4 * facing + (grain - 0.5) * mix(0.05, 0.3, green));
  material.diffuse = ywOut(ywHaze(mix(u_beyond, mix(day, night, u_moment.x), ywFade(p)), pEC));
}`,
};

export const WATER: LayerShader = {
  cut: "ground",
  varyings: { v_klass: VaryingType.FLOAT },
  vertex: KLASS_VERTEX(0.0008),
  fragment: /* glsl */ `
${LOCAL_HEIGHT}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  vec3 p = ywLocal(pEC);
  float t = u_moment.z * u_hand.w;
  // Two drifting ripple fields; flattened with distance so that far water is calm.
  float d = length(pEC);
  float near = 1.0 - smoothstep(1500.0, 9000.0, d);
  vec2 q = p.xy;
  float a = ywNoise(q / 14.0 + vec2(t * 0.35, t * 0.12)), b = ywNoise(q / 6.0 - vec2(t * 0.22, -t * 0.4));
  float broad = ywNoise(q / 260.0 + vec2(t * 0.02, 0.0));
  vec3 eye = normalize(mat3(u_eyeToLocal) * -normalize(pEC));
  vec3 n = normalize(vec3((a - 0.5) * 0.22 * near + (broad - 0.5) * 0.05, (b - 0.5) * 0.22 * near, 1.0));
  float fresnel = pow(1.0 - clamp(dot(n, eye), 0.0, 1.0), 3.0);
  float glitter = pow(clamp(dot(reflect(-u_sun, n), eye), 0.0, 1.0), 60.0);
  vec3 day = mix(vec3(0.36, 0.55, 0.62), vec3(0.72, 0.82, 0.88), fresnel) + vec3(1.0, 0.96, 0.85) * glitter * 0.7 + (broad - 0.5) * 0.04;
  vec3 night = mix(vec3(0.026, 0.085, 0.140), vec3(0.09, 0.20, 0.31), fresnel) + vec3(0.45, 0.65, 0.85) * glitter * 0.5 + (a - 0.5) * 0.022 * near + (broad - 0.5) * 0.02;
  material.diffuse = ywOut(ywHaze(mix(u_beyond, mix(day, night, u_moment.x), ywFade(p)), pEC));
}`,
};

export const TREES: LayerShader = {
  cut: "body",
  vertex: "void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {}",
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  vec3 p = ywLocal(pEC);
  vec3 n = mat3(u_eyeToLocal) * normalize(cross(dFdx(pEC), dFdy(pEC)));
  float facing = clamp(dot(n, u_sun), 0.0, 1.0);
  float seed = ywNoise(p.xy / 11.0);
  vec3 day = mix(vec3(0.34, 0.46, 0.27), vec3(0.48, 0.58, 0.33), seed) * (0.6 + 0.6 * facing);
  vec3 night = mix(vec3(0.03, 0.075, 0.065), vec3(0.04, 0.10, 0.075), seed) * (0.6 + 0.6 * facing);
  material.diffuse = ywOut(ywHaze(mix(day, night, u_moment.x), pEC));
}`,
};
