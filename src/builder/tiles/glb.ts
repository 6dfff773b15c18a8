// Writes one tile as binary glTF 2.0: quantized positions, meshopt-compressed buffers, feature ids and a property table.

import { MeshoptEncoder } from "meshoptimizer/encoder";
import type { NumberColumn } from "../../twin/columns.ts";
import type { FeatureTable, TileMesh } from "./mesh.ts";

const FLOAT = 5126;
const UNSIGNED_SHORT = 5123;
const UNSIGNED_INT = 5125;
const SHORT = 5122;
const QUANTA = 32767;
/** Classes drawn as open sheets, seen from both sides. */
const SHEETS = new Set(["area", "line", "place"]);

/** A written tile. */
export interface Glb {
  bytes: Uint8Array;
  /** [minX, minY, minZ, maxX, maxY, maxZ] of the positions, local metres, glTF axes. */
  bounds: number[];
}

interface BufferView {
  buffer: number;
  byteOffset: number;
  byteLength: number;
  byteStride?: number;
  target?: number;
  extensions?: unknown;
}

/** Must be awaited once before {@link writeGlb}. */
export const glbReady: Promise<void> = MeshoptEncoder.ready;

/** Collects the compressed binary chunk and the views into it. */
class Packer {
  readonly views: BufferView[] = [];
  private readonly parts: Uint8Array[] = [];
  private length = 0;
  private fallbackLength = 0;

  /** Adds bytes as they are, 8-byte aligned. */
  plain(bytes: Uint8Array): number {
    this.views.push({ buffer: 0, ...this.append(bytes) });
    return this.views.length - 1;
  }

  /** Adds bytes under EXT_meshopt_compression; the view itself lies in the empty fallback buffer. */
  compressed(bytes: Uint8Array, count: number, stride: number, mode: "ATTRIBUTES" | "TRIANGLES"): number {
    const packed = MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, mode);
    const view: BufferView = {
      buffer: 1,
      byteOffset: this.fallbackLength,
      byteLength: bytes.length,
      target: mode === "TRIANGLES" ? 34963 : 34962,
      extensions: {
        EXT_meshopt_compression: { buffer: 0, ...this.append(packed), byteStride: stride, count, mode },
      },
    };
    if (mode === "ATTRIBUTES") view.byteStride = stride;
    this.fallbackLength += (bytes.length + 7) & ~7;
    this.views.push(view);
    return this.views.length - 1;
  }

  get buffers(): unknown[] {
    return [
      { byteLength: this.length },
      { byteLength: this.fallbackLength, extensions: { EXT_meshopt_compression: { fallback: true } } },
    ];
  }

  binary(): Uint8Array {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at = (at + part.length + 7) & ~7;
    }
    return out;
  }

  private append(bytes: Uint8Array): { byteOffset: number; byteLength: number } {
    const byteOffset = this.length;
    this.parts.push(bytes);
    this.length = (this.length + bytes.length + 7) & ~7;
    return { byteOffset, byteLength: bytes.length };
  }
}

/**
 * Writes a mesh. Positions become int16 under a node with translation [cx, 0, cz] and scale [s, sy, s],
 * so a shader finds metres above the origin as `positionMC.y * length(czm_model[1].xyz)`.
 * @throws Error when the mesh has no triangles or more features than a feature id can count
 */
export function writeGlb(mesh: TileMesh): Glb {
  const n = mesh.vertexCount;
  if (n === 0 || mesh.indices.length === 0) throw new Error("a tile needs at least one triangle");
  if (mesh.table.count > 65535) throw new Error(`a tile has ${mesh.table.count} features, at most 65535 fit`);
  const { quantized, node, bounds, min, max } = quantize(mesh.positions, n, mesh.grain ?? 1);
  const packer = new Packer();
  const accessors: unknown[] = [];
  const accessor = (view: number, componentType: number, count: number, type: string, more = {}): number =>
    accessors.push({ bufferView: view, componentType, count, type, ...more }) - 1;

  const wide = n > 65535;
  const indices = wide ? mesh.indices : Uint16Array.from(mesh.indices);
  const indexView = packer.compressed(bytesOf(indices), indices.length, wide ? 4 : 2, "TRIANGLES");
  const positionView = packer.compressed(bytesOf(quantized), n, 8, "ATTRIBUTES");
  const ids = new Uint16Array(2 * n); // padded to a stride of 4, as vertex attributes must be
  for (let i = 0; i < n; i++) ids[2 * i] = mesh.features[i];
  const idView = packer.compressed(bytesOf(ids), n, 4, "ATTRIBUTES");
  const attributes: Record<string, number> = {
    POSITION: accessor(positionView, SHORT, n, "VEC3", { min, max }),
    _FEATURE_ID_0: accessor(idView, UNSIGNED_SHORT, n, "SCALAR"),
  };
  for (const [name, values] of Object.entries(mesh.attributes))
    attributes[name] = accessor(packer.compressed(bytesOf(values), n, 4, "ATTRIBUTES"), FLOAT, n, "SCALAR");
  const indexAccessor = accessor(indexView, wide ? UNSIGNED_INT : UNSIGNED_SHORT, indices.length, "SCALAR");

  const json = {
    asset: { version: "2.0", generator: "yiwang" },
    extensionsUsed: [
      "EXT_meshopt_compression",
      "KHR_mesh_quantization",
      "EXT_mesh_features",
      "EXT_structural_metadata",
    ],
    extensionsRequired: ["EXT_meshopt_compression", "KHR_mesh_quantization"],
    extensions: { EXT_structural_metadata: metadataOf(mesh.table, packer) },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, ...node }],
    materials: [
      {
        doubleSided: SHEETS.has(mesh.table.className),
        pbrMetallicRoughness: { metallicFactor: 0, roughnessFactor: 1 },
      },
    ],
    meshes: [
      {
        primitives: [
          {
            mode: 4,
            material: 0,
            indices: indexAccessor,
            attributes,
            extensions: {
              EXT_mesh_features: { featureIds: [{ featureCount: mesh.table.count, attribute: 0, propertyTable: 0 }] },
            },
          },
        ],
      },
    ],
    accessors,
    bufferViews: packer.views,
    buffers: packer.buffers,
  };
  return { bytes: assemble(json, packer.binary()), bounds };
}

/** int16 positions (stride 8), the node that scales them back, and their extremes. */
function quantize(positions: Float32Array, n: number, grain: number) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < 3 * n; i += 3)
    for (let k = 0; k < 3; k++) {
      const x = positions[i + k];
      if (x < low[k]) low[k] = x;
      if (x > high[k]) high[k] = x;
    }
  const cx = (low[0] + high[0]) / 2;
  const cz = (low[2] + high[2]) / 2;
  const flatScale = Math.max(high[0] - low[0], high[2] - low[2], 0.002) / 2 / QUANTA;
  const upScale = Math.max(Math.abs(low[1]), Math.abs(high[1]), 0.001) / QUANTA;
  const coarse = (x: number): number => Math.max(-QUANTA, Math.min(QUANTA, Math.round(x / grain) * grain));
  const quantized = new Int16Array(4 * n);
  const min = [QUANTA, QUANTA, QUANTA];
  const max = [-QUANTA, -QUANTA, -QUANTA];
  for (let i = 0; i < n; i++) {
    const at = 4 * i;
    quantized[at] = coarse((positions[3 * i] - cx) / flatScale);
    quantized[at + 1] = Math.round(positions[3 * i + 1] / upScale);
    quantized[at + 2] = coarse((positions[3 * i + 2] - cz) / flatScale);
    for (let k = 0; k < 3; k++) {
      if (quantized[at + k] < min[k]) min[k] = quantized[at + k];
      if (quantized[at + k] > max[k]) max[k] = quantized[at + k];
    }
  }
  const node = { translation: [cx, 0, cz], scale: [flatScale, upScale, flatScale] };
  const back = (q: number, k: number): number => q * node.scale[k] + node.translation[k];
  return { quantized, node, bounds: [...min.map(back), ...max.map(back)], min, max };
}

const COMPONENT = new Map<unknown, string>([
  [Uint8Array, "UINT8"],
  [Uint16Array, "UINT16"],
  [Uint32Array, "UINT32"],
  [Int32Array, "INT32"],
  [Float32Array, "FLOAT32"],
]);

function metadataOf(table: FeatureTable, packer: Packer): unknown {
  const classProperties: Record<string, unknown> = {};
  const properties: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(table.columns)) {
    if (column.length !== table.count)
      throw new Error(`property "${name}" has ${column.length} rows, the table has ${table.count}`);
    const componentType = COMPONENT.get(column.constructor);
    if (!componentType) throw new Error(`property "${name}" has an array type a property table cannot hold`);
    classProperties[name] = { type: "SCALAR", componentType, required: true };
    properties[name] = { values: packer.plain(bytesOf(column)) };
  }
  return {
    schema: { id: "yiwang", classes: { [table.className]: { properties: classProperties } } },
    propertyTables: [{ class: table.className, count: table.count, properties }],
  };
}

const bytesOf = (array: NumberColumn | Int16Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function assemble(json: unknown, binary: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  // The binary chunk starts 8-byte aligned, as property tables want: 12 + 8 + text + 8 must be a multiple of 8.
  const textLength = text.length + ((8 - ((28 + text.length) % 8)) % 8);
  const out = new Uint8Array(28 + textLength + binary.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x46546c67, true);
  view.setUint32(4, 2, true);
  view.setUint32(8, out.length, true);
  view.setUint32(12, textLength, true);
  view.setUint32(16, 0x4e4f534a, true);
  out.fill(32, 20, 20 + textLength);
  out.set(text, 20);
  view.setUint32(20 + textLength, binary.length, true);
  view.setUint32(24 + textLength, 0x004e4942, true);
  out.set(binary, 28 + textLength);
  return out;
}
