// GLBs made in the page, read back by the letter of the format: header, chunks, accessors, feature ids.

import { describe, expect, it } from "vitest";
import { writeGlb } from "../../../src/globe/glb.ts";

interface Gltf {
  meshes: { primitives: { mode: number; attributes: Record<string, number>; indices?: number; extensions: never }[] }[];
  accessors: {
    bufferView: number;
    componentType: number;
    count: number;
    type: string;
    min?: number[];
    max?: number[];
  }[];
  bufferViews: { byteOffset: number; byteLength: number }[];
  buffers: { byteLength: number }[];
}

function readBack(glb: Uint8Array): { json: Gltf; floats(name: string): number[]; indices(): number[] } {
  const view = new DataView(glb.buffer, glb.byteOffset, glb.byteLength);
  const word = (at: number): number => view.getUint32(at, true);
  expect([word(0), word(4), word(8)]).toEqual([0x46546c67, 2, glb.length]);
  const jsonBytes = word(12);
  expect(jsonBytes % 4).toBe(0);
  expect(word(16)).toBe(0x4e4f534a);
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + jsonBytes))) as Gltf;
  expect(word(24 + jsonBytes)).toBe(0x004e4942);
  const bin = 28 + jsonBytes;
  expect(word(20 + jsonBytes)).toBe(glb.length - bin);
  expect(json.buffers[0].byteLength).toBe(glb.length - bin);
  const values = (accessor: number): number[] => {
    const { bufferView, componentType, count, type } = json.accessors[accessor];
    const { byteOffset, byteLength } = json.bufferViews[bufferView];
    const width = type === "VEC3" ? 3 : 1;
    expect(byteOffset % 4).toBe(0);
    expect(byteLength).toBe(count * width * 4);
    const at = bin + byteOffset;
    return Array.from({ length: count * width }, (_, i) =>
      componentType === 5126 ? view.getFloat32(at + i * 4, true) : view.getUint32(at + i * 4, true),
    );
  };
  const [primitive] = json.meshes[0].primitives;
  return {
    json,
    floats: (name) => values(primitive.attributes[name]),
    indices: () => values(primitive.indices as number),
  };
}

describe("writeGlb", () => {
  const position = Float32Array.from([1, 2, 3, -4, 5.5, 6, 7, -8, 9]);

  it("writes points whose attributes read back as they were", () => {
    const slots = Float32Array.from([0, 70_000, 16_777_215]);
    const { json, floats } = readBack(
      writeGlb({ mode: "points", attributes: { POSITION: [3, position], _FEATURE_ID_0: [1, slots] } }),
    );
    const [primitive] = json.meshes[0].primitives;
    expect(primitive.mode).toBe(0);
    expect(floats("POSITION")).toEqual([...position]);
    expect(floats("_FEATURE_ID_0")).toEqual([...slots]);
    expect(primitive.extensions).toEqual({ EXT_mesh_features: { featureIds: [{ featureCount: 3, attribute: 0 }] } });
    expect(json.accessors[primitive.attributes.POSITION]).toMatchObject({ min: [-4, -8, 3], max: [7, 5.5, 9] });
  });

  it("writes indexed triangles, and lines", () => {
    const indices = Uint32Array.from([2, 1, 0]);
    const triangles = readBack(writeGlb({ mode: "triangles", attributes: { POSITION: [3, position] }, indices }));
    expect(triangles.json.meshes[0].primitives[0].mode).toBe(4);
    expect(triangles.indices()).toEqual([2, 1, 0]);
    expect(
      readBack(writeGlb({ mode: "lines", attributes: { POSITION: [3, position] } })).json.meshes[0].primitives[0].mode,
    ).toBe(1);
  });

  it("takes views into a larger buffer as they are", () => {
    const { floats } = readBack(writeGlb({ mode: "points", attributes: { POSITION: [3, position.subarray(3, 6)] } }));
    expect(floats("POSITION")).toEqual([-4, 5.5, 6]);
  });
});
