// Opened files: violet, which nothing of the scene is, with hatching on bodies; lines keep their width on screen.

import { VaryingType } from "cesium";
import type { LayerShader } from "../look.ts";
import { glslColour } from "../palette.ts";
import { WIDEN } from "./widen.ts";

/** Temporary things have a colour of their own; no severity and no structure of the scene is violet. */
export const FILE_COLOUR = "#9b6bff";
const COLOUR = glslColour(FILE_COLOUR);

/** The left-hand side of a line in the file's own frame, to the eye's axes. */
const OWN_SIDE = "mat3(czm_modelView) * vec3(cos(vsInput.attributes.side), 0.0, -sin(vsInput.attributes.side))";

const PLAIN_VERTEX = (lift: number): string => /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vsOutput.positionMC = ywLift(vsInput.attributes.positionMC, ${lift.toFixed(5)});
}`;

export const FILE_BODIES: LayerShader = {
  vertex: PLAIN_VERTEX(0.0004),
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  // In the file's own frame, which may be on the other side of the earth: glTF axes to east, north, up.
  vec3 own = normalize(mat3(czm_inverseModelView) * cross(dFdx(pEC), dFdy(pEC)));
  vec3 n = vec3(own.x, -own.z, own.y);
  float facing = clamp(dot(n, u_sun), 0.0, 1.0);
  float night = u_moment.x;
  vec3 body = mix(mix(vec3(0.93), ${COLOUR}, 0.55), ${COLOUR}, 0.25);
  vec3 colour = body * mix(0.52 + 0.5 * facing, 0.34 + 0.3 * facing, night);
  colour += n.z > 0.5 ? ${COLOUR} * mix(0.10, 0.16, night) : vec3(0.0);
  // Fine diagonal strokes say that this is not the scene.
  float stroke = smoothstep(0.42, 0.5, abs(fract((gl_FragCoord.x + gl_FragCoord.y) / 9.0) - 0.5));
  colour = mix(colour, ${COLOUR}, 0.28 * stroke);
  material.diffuse = ywOut(ywHaze(colour, pEC));
}`,
};

export const FILE_SHEETS: LayerShader = {
  translucent: true,
  vertex: PLAIN_VERTEX(0.0018),
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  float stroke = smoothstep(0.38, 0.5, abs(fract((gl_FragCoord.x + gl_FragCoord.y) / 11.0) - 0.5));
  material.diffuse = ywOut(ywHaze(${COLOUR}, pEC));
  material.alpha = 0.30 + 0.32 * stroke;
}`,
};

export const FILE_LINES: LayerShader = {
  varyings: { v_edge: VaryingType.FLOAT },
  translucent: true,
  vertex: /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec3 positionMC = vsInput.attributes.positionMC;
  ${WIDEN(3.4, "0.0", OWN_SIDE)}
  v_edge = vsInput.attributes.across;
  vsOutput.positionMC = ywLift(positionMC, 0.0022);
}`,
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  material.diffuse = ywOut(ywHaze(${COLOUR}, fsInput.attributes.positionEC));
  material.alpha = 1.0 - smoothstep(0.6, 1.0, abs(v_edge));
}`,
};
