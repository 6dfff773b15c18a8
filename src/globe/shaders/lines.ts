// Roads, rails and pipes: ribbons with distance along and across. By night roads carry light; a monitored line takes its sensor's severity.

import { VaryingType } from "cesium";
import { DRIVE } from "../../twin/lineDrive.ts";
import type { LayerShader } from "../look.ts";
import { WIDEN } from "./widen.ts";

const VERTEX = (lift: number, widen = ""): string => /* glsl */ `
void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) {
  vec3 positionMC = vsInput.attributes.positionMC;
  ${widen}
  float slot = float(vsInput.metadata.slot);
  v_state = slot < 16777215.0 ? ywState(slot) : vec4(0.0);
  v_line = vec4(vsInput.attributes.along, vsInput.attributes.across, float(vsInput.metadata.klass), vsInput.metadata.width);
  v_near = slot < 16777215.0 && abs(slot - u_hand.x) < 0.5 ? 1.0 : 0.0;
  float driver = float(vsInput.metadata.driver);
  vec4 drive = driver < 16777215.0 ? ywState(driver) : vec4(0.0);
  // A stale value, or one there never was, moves nothing.
  bool known = drive.x > 0.5 && mod(drive.z, 2.0) < 0.5 && u_moment.w > 0.5;
  float still = float(vsInput.metadata.still);
  float signedShare = (drive.y - still) / max(1.0, max(still, 255.0 - still));
  v_drive = vec2(float(vsInput.metadata.drive) + (known ? 0.25 : 0.0), float(vsInput.metadata.drive) > ${DRIVE.flow}.0 - 0.5 ? signedShare : drive.y / 255.0);
  vsOutput.positionMC = ywLift(positionMC, ${lift.toFixed(5)});
}`;

const VARYINGS = {
  v_state: VaryingType.VEC4,
  v_line: VaryingType.VEC4,
  v_near: VaryingType.FLOAT,
  /** x: DRIVE, a quarter more when its value is known and fresh · y: share of the range, flow −1…1. */
  v_drive: VaryingType.VEC2,
};

/** Whether a value of this sort drives the line, whatever it is now; and whether that value is known. */
const DRIVEN = (drive: number): string => /* glsl */ `
  bool measured = abs(floor(v_drive.x + 0.1) - ${drive}.0) < 0.5;
  bool known = measured && fract(v_drive.x) > 0.1;`;

export const ROADS: LayerShader = {
  cut: "ground",
  varyings: VARYINGS,
  translucent: true,
  vertex: VERTEX(0.0012),
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  float along = v_line.x, across = v_line.y, klass = floor(v_line.z + 0.5);
  float major = klass < 2.5 ? 1.0 : klass < 3.5 ? 0.62 : klass < 4.5 ? 0.4 : klass < 5.5 ? 0.22 : 0.12;
  float pixels = 2.0 / max(fwidth(across), 1e-4);
  float cover = clamp(pixels * 0.8, 0.0, 1.0);
  float edge = 1.0 - smoothstep(1.0 - 3.0 / max(pixels, 3.0), 1.0, abs(across));
  float night = u_moment.x;

  // Traffic as light: two directions. A measured road runs as its index says, from free (fast, thin) to jammed (crawling,
  // thick, violet); the others are decoration by class and carry no data. The root makes the low end of the range tell.
  float severity = v_state.x;
  ${DRIVEN(DRIVE.congestion)}
  float jam = known ? pow(clamp(v_drive.y, 0.0, 1.0), 0.8) : 0.0;
  float way = across > 0.0 ? 1.0 : -1.0;
  float lane = floor(abs(across) * 2.99);
  // In eight steps: the pattern jumps when its speed changes, so that must be rare.
  float speed = (klass < 1.5 ? 22.0 : 12.0) * (known ? mix(1.0, 0.06, floor(jam * 8.0 + 0.5) / 8.0) : measured ? 0.0 : 1.0);
  float spacing = mix(90.0, 34.0, max(major, jam));
  float track = along * way / spacing - u_moment.z * u_hand.w * speed / spacing + lane * 0.37;
  float id = floor(track), f = fract(track);
  float busy = step(ywHash(vec2(id, lane * way + klass)), known ? mix(0.25, 0.95, jam) : measured ? 0.0 : 0.35 + 0.4 * major);
  float fine = 1.0 - smoothstep(0.15, 0.6, fwidth(track));
  float streak = busy * smoothstep(0.55, 0.95, f) * smoothstep(1.0, 0.97, f) * (1.0 - abs(fract(abs(across) * 2.99) - 0.5) * 1.2);
  streak = mix(0.16 * major, streak, fine) * smoothstep(6.0, 10.0, v_line.w);
  vec3 headlight = way > 0.0 ? vec3(1.0, 0.92, 0.76) : vec3(1.0, 0.42, 0.26);

  vec3 lampGlow = klass < 0.5 ? vec3(0.86, 0.58, 0.30) : klass < 1.5 ? vec3(0.80, 0.55, 0.30) : klass < 2.5 ? vec3(0.66, 0.52, 0.36) : vec3(0.26, 0.40, 0.60);
  float near = 1.0 - smoothstep(900.0, 5000.0, length(pEC));
  vec3 nightRoad = vec3(0.060, 0.088, 0.145) + lampGlow * (0.05 + mix(0.36, 0.20, near) * major) + headlight * streak * 0.9;
  float curb = smoothstep(0.80, 0.95, abs(across)) * clamp(pixels / 14.0, 0.0, 1.0);
  vec3 dayRoad = mix(vec3(0.63, 0.64, 0.66), vec3(0.95, 0.945, 0.93), klass < 2.5 ? 0.62 : 0.9);
  float dash = step(0.5, fract(along / 12.0)) * (1.0 - smoothstep(0.02, 0.05, abs(across))) * clamp(pixels / 20.0, 0.0, 1.0);
  dayRoad = mix(dayRoad, vec3(0.99), dash * 0.8 * step(8.0, v_line.w)) - curb * 0.08;
  nightRoad += vec3(0.10) * dash * step(8.0, v_line.w);
  vec3 colour = mix(dayRoad, nightRoad, night);
  if (known) colour = mix(colour, mix(vec3(0.47, 0.30, 0.80), vec3(0.72, 0.50, 1.0), night), 0.85 * jam);
  else if (measured) colour = mix(colour, YW_STALE, 0.5);
  float alpha = mix(0.95, 0.35 + 0.6 * major + streak, night) * cover * edge;
  // Small lanes give way when they would crowd the view.
  alpha *= klass > 4.5 ? 1.0 - smoothstep(3500.0, 9000.0, length(pEC)) * 0.85 : 1.0;

  if (severity > 1.5) {
    vec3 s = ywHas(v_state.z, 1.0) ? YW_STALE : ywSeverity(severity);
    colour = mix(colour, s, 0.75);
    alpha = max(alpha, 0.85 * cover * edge);
  }
  if (v_near > 0.5) { colour = mix(colour, YW_ACCENT, 0.7); alpha = max(alpha, 0.95 * edge); }
  material.diffuse = ywOut(ywHaze(colour, pEC));
  material.alpha = clamp(alpha, 0.0, 1.0) * (1.0 - 0.85 * ywHazed(pEC)) * ywFade(ywLocal(pEC));
}`,
};

export const RAILS: LayerShader = {
  cut: "ground",
  varyings: VARYINGS,
  translucent: true,
  vertex: VERTEX(0.0014),
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  float pixels = 2.0 / max(fwidth(v_line.y), 1e-4);
  float metro = v_line.z > 8.5 ? 1.0 : 0.0;
  float train = smoothstep(0.90, 0.93, fract(v_line.x / 1900.0 - u_moment.z * u_hand.w / 110.0));
  vec3 night = mix(vec3(0.22, 0.28, 0.38), vec3(0.36, 0.30, 0.72), metro) + vec3(0.75, 0.85, 1.0) * train * 0.8;
  vec3 day = mix(vec3(0.48, 0.49, 0.52), vec3(0.42, 0.36, 0.70), metro);
  float edge = 1.0 - smoothstep(0.7, 1.0, abs(v_line.y));
  material.diffuse = ywOut(ywHaze(mix(day, night, u_moment.x), pEC));
  material.alpha = clamp(pixels * 0.9, 0.0, 1.0) * edge * mix(0.8, 0.75, u_moment.x);
}`,
};

/** Pipes in their network's hue, from afar as thin lines. Where the flow is measured, arrows run its way and as fast; the rest lie still. */
export const PIPES: LayerShader = {
  varyings: VARYINGS,
  translucent: true,
  vertex: VERTEX(0.0016, WIDEN(2.6)),
  fragment: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  vec3 pEC = fsInput.attributes.positionEC;
  float klass = floor(v_line.z + 0.5);
  vec3 hue = klass < 10.5 ? vec3(0.30, 0.66, 0.96) : klass < 11.5 ? vec3(0.36, 0.78, 0.74) : klass < 12.5 ? vec3(0.62, 0.60, 0.46) : klass < 13.5 ? vec3(0.85, 0.66, 0.98) : vec3(0.9, 0.85, 0.6);
  float pixels = 2.0 / max(fwidth(v_line.y), 1e-4);
  ${DRIVEN(DRIVE.flow)}
  // In eight steps, as on roads: 0 … 24 m/s on the map, which tells more and less, not the water's own speed.
  float rate = known ? sign(v_drive.y) * ceil(abs(v_drive.y) * 8.0 - 0.2) / 8.0 : 0.0;
  // Dashes with their ends drawn back at the edges point the way the contents run, moving or not.
  float head = sign(rate) * abs(v_line.y) * 12.0;
  float flow = 0.55 + 0.45 * smoothstep(0.35, 0.65, abs(fract((v_line.x + head) / 46.0 - u_moment.z * u_hand.w * rate * 0.52) - 0.5) * 2.0);
  if (!known) flow = measured ? 0.6 : 0.8;
  if (known) flow = mix(flow, flow * flow * 1.35, step(0.01, abs(rate)));
  float severity = v_state.x;
  vec3 colour = measured && !known ? YW_STALE : hue * mix(0.75, flow, u_moment.x);
  if (known) colour = mix(colour, vec3(1.0), 0.35 * smoothstep(0.75, 1.0, flow));
  float alpha = (1.0 - smoothstep(0.5, 1.0, abs(v_line.y))) * clamp(pixels * 0.7, 0.0, 1.0) * flow * 0.7;
  // Dashes give way to a line where they could not be told apart any more.
  alpha = mix(alpha, 0.75 * (1.0 - smoothstep(0.6, 1.0, abs(v_line.y))), smoothstep(0.1, 0.5, fwidth(v_line.x / 46.0)));
  alpha *= 1.0 - smoothstep(30000.0, 60000.0, length(pEC));
  if (severity > 1.5) { colour = ywHas(v_state.z, 1.0) ? YW_STALE : ywSeverity(severity); alpha = min(1.0, alpha * 1.6); }
  if (v_near > 0.5) { colour = YW_ACCENT; alpha = 1.0 - smoothstep(0.7, 1.0, abs(v_line.y)); }
  material.diffuse = ywOut(ywHaze(colour, pEC));
  material.alpha = alpha;
}`,
};
