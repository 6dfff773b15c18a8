// The structure of a glTF 2.0: everything that refers to something must find it, and every view must lie in its buffer.

import { isRemote, viewOf } from "./files.ts";
import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";
import {
  COMPONENT_BYTES,
  checkAccessor,
  checkBufferView,
  type ReadBeside,
  readBuffers,
  viewBytes,
} from "./gltfBuffers.ts";
import { checkGltfMetadata } from "./gltfMetadata.ts";

/** Extensions without which a viewer must not show a model, that Cesium 1.145 shows (Scene/Model/ModelUtility.js). */
const REQUIRED_SHOWN = new Set([
  "AGI_articulations",
  "CESIUM_mesh_vector",
  "CESIUM_primitive_outline",
  "CESIUM_RTC",
  "EXT_feature_metadata",
  "EXT_implicit_cylinder_region",
  "EXT_implicit_ellipsoid_region",
  "EXT_instance_features",
  "EXT_mesh_features",
  "EXT_mesh_gpu_instancing",
  "EXT_mesh_polygon",
  "EXT_mesh_primitive_edge_visibility",
  "EXT_meshopt_compression",
  "EXT_primitive_voxels",
  "EXT_structural_metadata",
  "EXT_texture_webp",
  "KHR_blend",
  "KHR_draco_mesh_compression",
  "KHR_implicit_shapes",
  "KHR_materials_common",
  "KHR_materials_pbrSpecularGlossiness",
  "KHR_materials_specular",
  "KHR_materials_anisotropy",
  "KHR_materials_clearcoat",
  "KHR_materials_unlit",
  "KHR_mesh_quantization",
  "KHR_mesh_primitive_restart",
  "KHR_meshopt_compression",
  "KHR_techniques_webgl",
  "KHR_texture_basisu",
  "KHR_texture_transform",
  "KHR_gaussian_splatting",
  "KHR_gaussian_splatting_compression_spz_2",
  "WEB3D_quantized_attributes",
]);

/** What of a glTF its metadata is checked against. */
export interface GltfParts {
  json: JsonObject;
  accessors: unknown[];
  bufferViews: unknown[];
  meshes: unknown[];
  /** Length of each buffer view, bytes; undefined where it is faulty. */
  viewLengths: (number | undefined)[];
}

/** Checks a glTF document. @param binary the GLB's binary chunk, null for a plain .gltf */
export async function checkGltf(
  sheet: Sheet,
  json: JsonObject,
  binary: Uint8Array | null,
  readBeside: ReadBeside,
): Promise<void> {
  const asset = sheet.member(json, "asset", "", "object", true);
  const version = asset && sheet.member(asset, "version", "asset", "string", true);
  if (version !== undefined && !version.startsWith("2.")) {
    if (version.startsWith("1."))
      sheet.warning("asset.version", `is "${version}" and was not looked into`, "convert it to glTF 2.0");
    else sheet.error("asset.version", `is "${version}"`, 'write "2.0"');
    return;
  }
  if (version !== undefined && version !== "2.0") sheet.warning("asset.version", `is "${version}"`, 'write "2.0"');
  checkExtensions(sheet, json);
  const list = (key: string): unknown[] => sheet.member(json, key, "", "array") ?? [];
  const buffers = await readBuffers(sheet, list("buffers"), binary, readBeside);
  const bufferViews = list("bufferViews");
  const viewLengths = bufferViews.map((view, i) => checkBufferView(sheet, view, `bufferViews[${i}]`, buffers));
  const accessors = list("accessors");
  const counts = accessors.map((one, i) => checkAccessor(sheet, one, `accessors[${i}]`, bufferViews, viewLengths));
  const meshes = list("meshes");
  const bytesOfView = (i: number): Uint8Array | undefined => viewBytes(bufferViews[i], buffers);
  meshes.forEach((mesh, i) => {
    checkMesh(sheet, mesh, `meshes[${i}]`, { json, accessors, counts, bytesOfView, viewCount: bufferViews.length });
  });
  checkScene(sheet, json, list);
  for (const [i, image] of list("images").entries()) await checkImage(sheet, image, i, bufferViews.length, readBeside);
  checkTextures(sheet, list);
  await checkGltfMetadata(sheet, { json, accessors, bufferViews, meshes, viewLengths }, readBeside);
}

function checkExtensions(sheet: Sheet, json: JsonObject): void {
  const used = sheet.member(json, "extensionsUsed", "", "array") ?? [];
  const required = sheet.member(json, "extensionsRequired", "", "array") ?? [];
  for (const name of required) {
    if (!used.includes(name))
      sheet.error("extensionsRequired", `"${String(name)}" is not in extensionsUsed`, "add it there");
    if (!REQUIRED_SHOWN.has(String(name)))
      sheet.error("extensionsRequired", `"${String(name)}" cannot be shown here`, "export without this extension");
  }
}

interface MeshContext {
  json: JsonObject;
  accessors: readonly unknown[];
  counts: readonly (number | undefined)[];
  bytesOfView(i: number): Uint8Array | undefined;
  viewCount: number;
}

function checkMesh(sheet: Sheet, value: unknown, path: string, context: MeshContext): void {
  const mesh = sheet.value(value, path, "object");
  const primitives = mesh && sheet.member(mesh, "primitives", path, "array", true);
  if (primitives?.length === 0) sheet.error(`${path}.primitives`, "is empty", "remove the mesh");
  primitives?.forEach((one, i) => {
    const where = `${path}.primitives[${i}]`;
    const primitive = sheet.value(one, where, "object");
    const attributes = primitive && sheet.member(primitive, "attributes", where, "object", true);
    if (!primitive || !attributes) return;
    sheet.count(primitive, "mode", where, 0, false, 6);
    if (primitive.material !== undefined)
      sheet.index(primitive, "material", where, lengthOf(context.json.materials), "materials");
    if (attributes.POSITION === undefined)
      sheet.warning(`${where}.attributes`, "has no POSITION, so nothing is drawn", "export it with positions");
    let vertices: number | undefined;
    for (const name of Object.keys(attributes)) {
      const index = sheet.index(attributes, name, `${where}.attributes`, context.accessors.length, "accessors");
      const count = index === undefined ? undefined : context.counts[index];
      if (count !== undefined && vertices !== undefined && count !== vertices)
        sheet.error(
          `${where}.attributes.${name}`,
          `has ${count} vertices, others ${vertices}`,
          "give all the same count",
        );
      vertices ??= count;
    }
    checkIndices(sheet, primitive, where, vertices, context);
    const draco = isObject(primitive.extensions) ? primitive.extensions.KHR_draco_mesh_compression : undefined;
    if (isObject(draco))
      sheet.index(
        draco,
        "bufferView",
        `${where}.extensions.KHR_draco_mesh_compression`,
        context.viewCount,
        "bufferViews",
      );
  });
}

/** Indices must be whole numbers below the number of vertices; looked at where they are not compressed. */
function checkIndices(
  sheet: Sheet,
  primitive: JsonObject,
  path: string,
  vertices: number | undefined,
  { accessors, counts, bytesOfView }: MeshContext,
): void {
  const index = sheet.index(primitive, "indices", path, accessors.length, "accessors", false);
  const count = index === undefined ? undefined : counts[index];
  if (index === undefined || count === undefined) return;
  const accessor = accessors[index] as JsonObject;
  const type = Number(accessor.componentType);
  if (accessor.type !== "SCALAR" || ![5121, 5123, 5125].includes(type)) {
    sheet.error(`${path}.indices`, "is not a list of whole numbers", "use SCALAR of 5121, 5123 or 5125");
    return;
  }
  const isDraco = isObject(primitive.extensions) && "KHR_draco_mesh_compression" in primitive.extensions;
  const bytes = isDraco || accessor.bufferView === undefined ? undefined : bytesOfView(Number(accessor.bufferView));
  if (!bytes || vertices === undefined) return;
  const view = viewOf(bytes);
  const size = COMPONENT_BYTES[type];
  const offset = Number(accessor.byteOffset ?? 0);
  if (offset + count * size > bytes.length) return; // told at the accessor
  for (let i = 0; i < count; i++) {
    const at = offset + i * size;
    const vertex = size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
    if (vertex < vertices) continue;
    sheet.error(`${path}.indices`, `entry ${i} is ${vertex} of ${vertices} vertices`, "export it again");
    return;
  }
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** Nodes form a forest: each has one parent at most, and none leads back to itself. */
function checkScene(sheet: Sheet, json: JsonObject, list: (key: string) => unknown[]): void {
  const nodes = list("nodes");
  const scenes = list("scenes");
  sheet.index(json, "scene", "", scenes.length, "scenes", false);
  const names = (values: unknown[] | undefined, path: string): number[] =>
    (values ?? []).filter((one, i): one is number => {
      if (Number.isInteger(one) && (one as number) >= 0 && (one as number) < nodes.length) return true;
      sheet.error(`${path}[${i}]`, `is ${String(one)}, there are ${nodes.length} nodes`, "name one of the nodes");
      return false;
    });
  scenes.forEach((one, i) => {
    const scene = sheet.value(one, `scenes[${i}]`, "object");
    if (scene) names(sheet.member(scene, "nodes", `scenes[${i}]`, "array"), `scenes[${i}].nodes`);
  });
  const parent = new Int32Array(nodes.length).fill(-1);
  nodes.forEach((one, i) => {
    const path = `nodes[${i}]`;
    const node = sheet.value(one, path, "object");
    if (!node) return;
    sheet.index(node, "mesh", path, lengthOf(json.meshes), "meshes", false);
    sheet.index(node, "skin", path, lengthOf(json.skins), "skins", false);
    sheet.numbers(node, "matrix", path, 16);
    sheet.numbers(node, "translation", path, 3);
    sheet.numbers(node, "rotation", path, 4);
    sheet.numbers(node, "scale", path, 3);
    for (const child of names(sheet.member(node, "children", path, "array"), `${path}.children`)) {
      if (parent[child] >= 0)
        sheet.error(`${path}.children`, `node ${child} has two parents`, "give each node one parent");
      parent[child] = i;
    }
  });
  for (let i = 0; i < parent.length; i++) {
    let steps = 0;
    for (let up = i; up >= 0 && steps <= parent.length; up = parent[up]) steps++;
    if (steps > parent.length) {
      sheet.error(`nodes[${i}]`, "leads back to itself through its parents", "break the loop");
      return;
    }
    if (i > 10_000) return; // a loop shows among the first; long chains of a hostile file do not cost a square
  }
}

async function checkImage(
  sheet: Sheet,
  value: unknown,
  i: number,
  viewCount: number,
  readBeside: ReadBeside,
): Promise<void> {
  const path = `images[${i}]`;
  const image = sheet.value(value, path, "object");
  if (!image) return;
  const uri = sheet.member(image, "uri", path, "string");
  if (uri === undefined) sheet.index(image, "bufferView", path, viewCount, "bufferViews");
  else if (!uri.startsWith("data:") && !isRemote(uri) && !(await readBeside(uri)))
    sheet.error(join(path, "uri"), `${uri.slice(0, 80)} is not there`, "put the image beside the glTF");
}

function checkTextures(sheet: Sheet, list: (key: string) => unknown[]): void {
  const images = list("images").length;
  const samplers = list("samplers").length;
  const textures = list("textures");
  textures.forEach((one, i) => {
    const texture = sheet.value(one, `textures[${i}]`, "object");
    if (!texture) return;
    sheet.index(texture, "source", `textures[${i}]`, images, "images", false);
    sheet.index(texture, "sampler", `textures[${i}]`, samplers, "samplers", false);
  });
  list("materials").forEach((one, i) => {
    const path = `materials[${i}]`;
    const material = sheet.value(one, path, "object");
    if (!material) return;
    const check = (holder: JsonObject, where: string): void => {
      for (const [key, value] of Object.entries(holder))
        if (key.endsWith("Texture") && isObject(value))
          sheet.index(value, "index", join(where, key), textures.length, "textures");
    };
    check(material, path);
    if (isObject(material.pbrMetallicRoughness)) check(material.pbrMetallicRoughness, `${path}.pbrMetallicRoughness`);
  });
}
