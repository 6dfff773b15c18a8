// What all shaders of the globe know of the moment: hour, night, focus, selection, the eye. One object, mutated in place each frame.

import {
  Cartesian2,
  Cartesian3,
  Cartesian4,
  CustomShader,
  CustomShaderTranslucencyMode,
  LightingModel,
  Matrix4,
  UniformType,
  type VaryingType,
} from "cesium";
import { STATE_TEXTURE_WIDTH } from "../twin/statePixel.ts";
import { glslColour } from "./palette.ts";
import { SEVERITY_GLSL } from "./shaders/severity.ts";
import type { StateTexture } from "./stateTexture.ts";

/** Uniforms shared by reference: every CustomShader of the globe reads these same objects. */
export class Look {
  /** Eye coordinates → local east, north, up metres. */
  readonly eyeToLocal = new Matrix4();
  /** x: night 0…1 · y: hour 0…24 · z: seconds (wraps hourly) · w: link, 1 live … 0 lost. */
  readonly moment = new Cartesian4(1, 20, 0, 1);
  /** Direction to the sun (by day) or moon (by night), local axes. */
  readonly sun = new Cartesian3(0.4, -0.5, 0.75);
  /** Focused place: x first slot, y end of its places, z its level, w level of the children shown as areas. */
  readonly focus = new Cartesian4(0, 0, 0, 1);
  /** Focused place: x,y range of assets, z,w range of buildings. */
  readonly range = new Cartesian4(0, 0, 0, 0);
  /** x selected slot, y hovered slot (−1 none), z device pixel ratio, w motion 1/0. */
  readonly hand = new Cartesian4(-1, -1, 1, 1);
  /** rgb haze colour (sRGB), w: distance at which haze is 63 %, m. */
  readonly haze = new Cartesian4(0.04, 0.07, 0.13, 26000);
  /** Facility opened up: x,y local centre, z radius m, w 1 when open. */
  readonly cut = new Cartesian4(0, 0, 0, 0);
  /** Local box of the city: x,y centre, z,w half sizes, m. */
  readonly extent = new Cartesian4(0, 0, 10000, 10000);
  /** x: distance from which single points give way to the counts of their places, m; 0 never. */
  readonly gather = new Cartesian2(0, 0);
  /** Upright section: x,y unit direction over the ground, z metres along it before which everything is taken away, w 1 when cut. */
  readonly section = new Cartesian4(0, 1, 0, 0);
  /** Pit in which everything is taken away: x,y centre, z radius, m; w how many corners, 0 for none. */
  readonly pit = new Cartesian4(0, 0, 0, 0);
  /** Its corners, x and y in turn, column by column: the first eight, the second eight. */
  readonly pitCorners = [new Matrix4(), new Matrix4()] as const;
  /** x: how opaque the ground is over what lies below it, 0…1. */
  readonly under = new Cartesian2(1, 0);
  /** Colour of the globe beyond the city (sRGB). */
  readonly beyond = new Cartesian3(0.03, 0.06, 0.11);
}

/** One layer's shader text; the functions below are in scope. */
export interface LayerShader {
  varyings?: Record<string, VaryingType>;
  vertex: string;
  fragment: string;
  translucent?: boolean;
  /** Cut by a section or a pit; ground also lets what lies below it shine through, a body shows where it is cut. */
  cut?: "ground" | "body";
}

const COMMON_VERTEX = /* glsl */ `
vec4 ywState(float slot) {
  int i = int(slot + 0.5);
  return texelFetch(u_state, ivec2(i % ${STATE_TEXTURE_WIDTH}, i / ${STATE_TEXTURE_WIDTH}), 0) * 255.0;
}
// Moves a vertex towards the eye by a share of its distance: same place on screen, nearer in depth.
// Never before the near plane, which Cesium sets by bounding volumes that know nothing of this.
vec3 ywLift(vec3 positionMC, float share) {
  vec3 eyeMC = (czm_inverseModelView * vec4(0.0, 0.0, 0.0, 1.0)).xyz;
  float depth = max(1.0, -(czm_modelView * vec4(positionMC, 1.0)).z);
  share = max(0.0, min(share, 1.0 - 1.05 * czm_currentFrustum.x / depth));
  return mix(positionMC, eyeMC, share);
}
bool ywIn(float slot, float first, float end) { return slot >= first - 0.5 && slot < end - 0.5; }
`;

const COMMON_FRAGMENT = /* glsl */ `
float ywHash(vec2 p) {
  p = fract(p * vec2(123.34, 456.21));
  p += dot(p, p + 45.32);
  return fract(p.x * p.y);
}
float ywNoise(vec2 p) {
  vec2 i = floor(p), f = fract(p);
  f = f * f * (3.0 - 2.0 * f);
  return mix(mix(ywHash(i), ywHash(i + vec2(1, 0)), f.x), mix(ywHash(i + vec2(0, 1)), ywHash(i + vec2(1, 1)), f.x), f.y);
}
vec3 ywLocal(vec3 positionEC) { return (u_eyeToLocal * vec4(positionEC, 1.0)).xyz; }
float ywHazed(vec3 positionEC) {
  float d = length(positionEC);
  return (1.0 - exp(-d * d / (u_haze.w * u_haze.w))) * 0.92;
}
vec3 ywHaze(vec3 colour, vec3 positionEC) { return mix(colour, u_haze.rgb, ywHazed(positionEC)); }
// 1 in the city, 0 where its ground has faded into what lies beyond.
float ywFade(vec3 local) {
  vec2 d = abs(local.xy - u_extent.xy) / u_extent.zw;
  return 1.0 - smoothstep(1.02, 1.5, max(d.x, d.y));
}
vec3 ywGrey(vec3 c) { return vec3(dot(c, vec3(0.3, 0.59, 0.11))); }
// Flags byte → bit test (bit is 1, 2, 4 …).
bool ywHas(float flags, float bit) { return mod(floor(flags / bit + 0.01), 2.0) > 0.5; }
// Colours are worked out as sRGB, as they are seen; Cesium wants linear.
vec3 ywOut(vec3 srgb) { return czm_srgbToLinear(clamp(srgb, 0.0, 1.0)); }
`;

/** Corners a pit can have. */
export const PIT_CORNERS = 16;

/** sRGB of the earth below the ground, and of a body where a section cuts it. */
const EARTH = glslColour("#20262f");
const CUT_FACE = glslColour("#d8b48a");

/** A fragment shader that obeys sections and pits, and lets the ground fade: a mix with the dark of the earth is what one would see through it. */
function cutFragment({ cut, fragment, translucent }: LayerShader): string {
  if (!cut) return fragment;
  const fade = translucent
    ? "material.alpha *= mix(0.3, 1.0, u_under.x);"
    : `if (u_under.x < 1.0) material.diffuse = ywOut(mix(${EARTH}, pow(material.diffuse, vec3(1.0 / 2.2)), u_under.x));`;
  const face = `if ((u_section.w > 0.5 || u_pit.w > 0.5) && !gl_FrontFacing) material.diffuse = ywOut(${CUT_FACE});`;
  return /* glsl */ `
vec2 ywPitCorner(int i) {
  mat4 corners = i < 8 ? u_pitA : u_pitB;
  int k = i < 8 ? i : i - 8;
  vec4 two = corners[k / 2];
  return k % 2 == 0 ? two.xy : two.zw;
}
bool ywInPit(vec2 p) {
  vec2 d = p - u_pit.xy;
  if (dot(d, d) > u_pit.z * u_pit.z) return false;
  int count = int(u_pit.w + 0.5);
  bool inside = false;
  vec2 b = ywPitCorner(count - 1);
  for (int i = 0; i < ${PIT_CORNERS}; i++) {
    if (i >= count) break;
    vec2 a = ywPitCorner(i);
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
    b = a;
  }
  return inside;
}
${fragment.replace("void fragmentMain(", "void ywUncut(")}
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec2 ywOver = ywLocal(fsInput.attributes.positionEC).xy;
  if (u_section.w > 0.5 && dot(ywOver, u_section.xy) < u_section.z) discard;
  if (u_pit.w > 0.5 && ywInPit(ywOver)) discard;
  ywUncut(fsInput, material);
  ${cut === "ground" ? fade : face}
}`;
}

/** Builds a layer's CustomShader on the shared state texture and look. The caller destroys it. @param more uniforms of its own */
export function layerShader(
  shader: LayerShader,
  look: Look,
  state: StateTexture,
  more: Record<string, { type: UniformType; value: unknown }> = {},
): CustomShader {
  const custom = new CustomShader({
    lightingModel: LightingModel.UNLIT,
    translucencyMode: shader.translucent
      ? CustomShaderTranslucencyMode.TRANSLUCENT
      : CustomShaderTranslucencyMode.OPAQUE,
    uniforms: {
      u_state: { type: UniformType.SAMPLER_2D, value: state.placeholder() },
      u_eyeToLocal: { type: UniformType.MAT4, value: look.eyeToLocal },
      u_moment: { type: UniformType.VEC4, value: look.moment },
      u_sun: { type: UniformType.VEC3, value: look.sun },
      u_focus: { type: UniformType.VEC4, value: look.focus },
      u_range: { type: UniformType.VEC4, value: look.range },
      u_hand: { type: UniformType.VEC4, value: look.hand },
      u_haze: { type: UniformType.VEC4, value: look.haze },
      u_cut: { type: UniformType.VEC4, value: look.cut },
      u_extent: { type: UniformType.VEC4, value: look.extent },
      u_gather: { type: UniformType.VEC2, value: look.gather },
      u_section: { type: UniformType.VEC4, value: look.section },
      u_pit: { type: UniformType.VEC4, value: look.pit },
      u_pitA: { type: UniformType.MAT4, value: look.pitCorners[0] },
      u_pitB: { type: UniformType.MAT4, value: look.pitCorners[1] },
      u_under: { type: UniformType.VEC2, value: look.under },
      u_beyond: { type: UniformType.VEC3, value: look.beyond },
      ...more,
    },
    varyings: shader.varyings,
    vertexShaderText: `${COMMON_VERTEX}\n${shader.vertex}`,
    fragmentShaderText: `${COMMON_FRAGMENT}\n${SEVERITY_GLSL}\n${cutFragment(shader)}`,
  } as unknown as ConstructorParameters<typeof CustomShader>[0]);
  state.share(custom);
  return custom;
}
