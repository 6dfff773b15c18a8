// Writes a small GLB in memory for layers made in the browser (asset points, stems, floors): plain float attributes, no compression.

import { Axis, Model, ShadowMode } from "cesium";

/** Attributes of one primitive; POSITION is required, 3 floats a vertex, glTF axes (x east, y up, z south). */
export interface GlbPrimitive {
  mode: "points" | "lines" | "triangles";
  /** Name → [components, data]; custom names start with an underscore. */
  attributes: Record<string, readonly [1 | 3, Float32Array]>;
  indices?: Uint32Array;
}

const MODES = { points: 0, lines: 1, triangles: 4 } as const;
const align4 = (n: number): number => (n + 3) & ~3;

/** A GLB of one mesh whose `_FEATURE_ID_0` (when given) is declared as feature ids without a table. */
export function writeGlb(primitive: GlbPrimitive): Uint8Array {
  const views: { bytes: Uint8Array; target: number }[] = [];
  const accessors: object[] = [];
  const attributes: Record<string, number> = {};
  let vertexCount = 0;
  for (const [name, [components, data]] of Object.entries(primitive.attributes)) {
    attributes[name] = accessors.length;
    if (name === "POSITION") vertexCount = data.length / 3;
    accessors.push({
      bufferView: views.length,
      componentType: 5126,
      count: data.length / components,
      type: components === 3 ? "VEC3" : "SCALAR",
      ...(name === "POSITION" ? bounds(data) : {}),
    });
    views.push({ bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), target: 34962 });
  }
  let indices: number | undefined;
  if (primitive.indices) {
    indices = accessors.length;
    accessors.push({ bufferView: views.length, componentType: 5125, count: primitive.indices.length, type: "SCALAR" });
    views.push({ bytes: new Uint8Array(primitive.indices.buffer), target: 34963 });
  }
  let offset = 0;
  const bufferViews = views.map(({ bytes, target }) => {
    const view = { buffer: 0, byteOffset: offset, byteLength: bytes.length, target };
    offset = align4(offset + bytes.length);
    return view;
  });
  const json = {
    asset: { version: "2.0" },
    extensionsUsed: ["EXT_mesh_features"],
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [
      {
        primitives: [
          {
            mode: MODES[primitive.mode],
            attributes,
            indices,
            extensions: { EXT_mesh_features: { featureIds: [{ featureCount: vertexCount, attribute: 0 }] } },
          },
        ],
      },
    ],
    accessors,
    bufferViews,
    buffers: [{ byteLength: offset }],
  };
  return assemble(
    json,
    views.map((view, i) => [bufferViews[i].byteOffset, view.bytes] as const),
    offset,
  );
}

function bounds(data: Float32Array): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    const axis = i % 3;
    if (data[i] < min[axis]) min[axis] = data[i];
    if (data[i] > max[axis]) max[axis] = data[i];
  }
  return { min, max };
}

function assemble(json: object, parts: (readonly [number, Uint8Array])[], binBytes: number): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const jsonBytes = align4(text.length);
  const glb = new Uint8Array(28 + jsonBytes + binBytes);
  const view = new DataView(glb.buffer);
  view.setUint32(0, 0x46546c67, true); // "glTF"
  view.setUint32(4, 2, true);
  view.setUint32(8, glb.length, true);
  view.setUint32(12, jsonBytes, true);
  view.setUint32(16, 0x4e4f534a, true); // "JSON"
  glb.fill(0x20, 20, 20 + jsonBytes);
  glb.set(text, 20);
  view.setUint32(20 + jsonBytes, binBytes, true);
  view.setUint32(24 + jsonBytes, 0x004e4942, true); // "BIN\0"
  for (const [at, bytes] of parts) glb.set(bytes, 28 + jsonBytes + at);
  return glb;
}

/**
 * Loads a GLB made here as a Model. It travels by a blob address of its own: Cesium 1.145 caches glTF by address,
 * and two GLBs given as bytes share the page's address and so the first one's vertices.
 */
export async function modelFromGlb(glb: Uint8Array, options: Record<string, unknown>): Promise<Model> {
  const url = URL.createObjectURL(new Blob([glb as BlobPart], { type: "model/gltf-binary" }));
  try {
    const model = await Model.fromGltfAsync({
      url,
      // Without this Cesium turns a glTF by 90° so that its z axis looks east; tilesets are not turned.
      forwardAxis: Axis.X,
      allowPicking: false,
      shadows: ShadowMode.DISABLED,
      environmentMapOptions: { enabled: false },
      ...options,
    } as unknown as Parameters<typeof Model.fromGltfAsync>[0]);
    model.readyEvent.addEventListener(() => URL.revokeObjectURL(url));
    return model;
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
}
