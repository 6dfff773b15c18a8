// What the Overpass API answers in JSON, element by element: out body, skel, geom and center.

import { SourceError } from "../fault.ts";
import { jsonSlices } from "../jsonSlices.ts";
import { asObject, member } from "../objects.ts";
import type { SourceFile } from "../sourceFile.ts";
import { type OsmMember, type OsmSource, setTag, type Tags, type Visitor } from "./elements.ts";

/** @throws SourceError when the file is not what Overpass answers, or only the beginning of it */
export async function jsonSource(file: SourceFile, progress: (position: number) => void): Promise<OsmSource> {
  let elementsAt = -1;
  let remark = "";
  for await (const slices of jsonSlices(file, 0, { want: (key) => key === "remark", progress }))
    for (const { key, bytes, valueOffset } of slices) {
      if (key === "elements") elementsAt = valueOffset;
      if (key === "remark" && bytes) remark = new TextDecoder().decode(bytes).replace(/^\s*"remark"\s*:\s*/, "");
    }
  if (/runtime error/i.test(remark))
    throw new SourceError(
      file.name,
      `is not whole: Overpass says ${remark.trim().slice(0, 200)}`,
      "ask again with a longer [timeout:] or a smaller area",
    );
  if (elementsAt < 0)
    throw new SourceError(file.name, "is not an answer of Overpass: it has no elements", "ask for [out:json]");
  return {
    async *pass(visitor) {
      const decoder = new TextDecoder();
      for await (const slices of jsonSlices(file, elementsAt, { progress })) {
        for (const { bytes, offset } of slices) {
          let element: unknown = null;
          try {
            if (bytes) element = JSON.parse(decoder.decode(bytes));
          } catch {
            // told below
          }
          const object = asObject(element);
          if (object) show(object, visitor, offset);
          else visitor.unreadable?.(`element at byte ${offset}`, "not-json");
        }
        yield;
      }
    },
  };
}

function show(element: Record<string, unknown>, visitor: Visitor, offset: number): void {
  const [type, id] = [member(element, "type"), member(element, "id")];
  const label = typeof type === "string" ? `${type.slice(0, 40)}/${String(id)}` : `element at byte ${offset}`;
  if (!Number.isSafeInteger(id)) {
    // "out count" and areas have no geometry.
    if (type !== "count") visitor.unreadable?.(label, "id-unusable");
    return;
  }
  const number = id as number;
  const tags = tagsOf(member(element, "tags"));
  if (type === "node") {
    const [lon, lat] = lonLat(element);
    if (Number.isFinite(lon)) visitor.node?.(number, lon, lat, tags);
    else visitor.unreadable?.(label, "coordinates-not-numbers");
  } else if (type === "way") {
    const inline = inlineOf(member(element, "geometry"));
    const nodes = member(element, "nodes");
    const refs = Array.isArray(nodes) ? nodes.filter((ref): ref is number => Number.isSafeInteger(ref)) : [];
    const [lon, lat] = lonLat(asObject(member(element, "center")));
    if (refs.length === 0 && !inline && Number.isFinite(lon)) visitor.center?.("way", number, lon, lat, tags);
    else visitor.way?.(number, refs, tags, inline);
  } else if (type === "relation") showRelation(element, number, tags, visitor);
}

function showRelation(element: Record<string, unknown>, id: number, tags: Tags | null, visitor: Visitor): void {
  const list = member(element, "members");
  const [lon, lat] = lonLat(asObject(member(element, "center")));
  if (Number.isFinite(lon)) {
    visitor.center?.("relation", id, lon, lat, tags);
    return;
  }
  const members: OsmMember[] = [];
  for (const item of Array.isArray(list) ? (list as unknown[]) : []) {
    const object = asObject(item);
    const [type, ref, role] = object ? [member(object, "type"), member(object, "ref"), member(object, "role")] : [];
    if ((type !== "node" && type !== "way" && type !== "relation") || !Number.isSafeInteger(ref)) continue;
    members.push({ type, ref: ref as number, role: typeof role === "string" ? role : "" });
    // "out geom" writes the ways of a relation into it and nowhere else.
    const inline = type === "way" ? inlineOf(member(object!, "geometry")) : null;
    if (inline) visitor.way?.(ref as number, [], null, inline);
  }
  visitor.relation?.(id, members, tags);
}

function lonLat(object: Record<string, unknown> | null): [number, number] {
  const [lon, lat] = object ? [member(object, "lon"), member(object, "lat")] : [];
  return Number.isFinite(lon) && Number.isFinite(lat) ? [lon as number, lat as number] : [Number.NaN, Number.NaN];
}

function inlineOf(geometry: unknown): number[] | null {
  if (!Array.isArray(geometry)) return null;
  return geometry.flatMap((point) => lonLat(asObject(point)));
}

function tagsOf(value: unknown): Tags | null {
  const object = asObject(value);
  if (!object) return null;
  const tags: Tags = {};
  let any = false;
  for (const key of Object.keys(object)) {
    const text = object[key];
    if (typeof text !== "string" && typeof text !== "number") continue;
    setTag(tags, key, String(text));
    any = true;
  }
  return any ? tags : null;
}
