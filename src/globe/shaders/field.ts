// A quantity between its points as a sheet of colour with isolines; it fades where no station says anything.

import { VaryingType } from "cesium";
import type { LayerShader } from "../look.ts";
import { FIELD_COLOURS } from "./fieldColours.ts";

/** Steps between the low and the high end of the kind's range at which an isoline runs. */
export const ISOLINES = 12;

const ramp = FIELD_COLOURS.map((colour, i) => {
  const [r, g, b] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255).toFixed(3));
  return i === 0
    ? `vec3 c = vec3(${r}, ${g}, ${b});`
    : `c = mix(c, vec3(${r}, ${g}, ${b}), clamp(share * ${FIELD_COLOURS.length - 1}.0 - ${i - 1}.0, 0.0, 1.0));`;
}).join("\n  ");

export const FIELD: LayerShader = {
  varyings: { v_at: VaryingType.VEC2 },
  translucent: true,
  vertex: /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  v_at = vec2(vsInput.attributes.across, vsInput.attributes.along);
}`,
  fragment: /* glsl */ `
vec3 ywRamp(float share) {
  ${ramp}
  return c;
}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec2 known = texture(u_field, v_at).rg;
  float level = known.r * ${ISOLINES}.0;
  float slope = fwidth(level);
  float width = max(slope, 1e-4);
  // Where the quantity is the same everywhere there is no line to draw, though its value may be that of one.
  float sloping = smoothstep(1e-6, 1e-4, slope);
  float line = (1.0 - smoothstep(0.6, 1.6, abs(fract(level - 0.5) - 0.5) / width)) * sloping;
  vec3 colour = mix(ywRamp(known.r), vec3(1.0), 0.75 * line * (1.0 - smoothstep(0.3, 0.7, width)));
  material.diffuse = ywOut(colour);
  material.alpha = smoothstep(0.0, 0.5, known.g) * mix(0.55, 0.9, line);
}`,
};
