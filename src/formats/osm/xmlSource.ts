// OSM XML (.osm), element by element.

import { SourceError } from "../fault.ts";
import type { SourceFile } from "../sourceFile.ts";
import { type XmlElement, xmlRecords, xmlRoot } from "../xml.ts";
import { type OsmMember, type OsmSource, setTag, type Tags, type Visitor } from "./elements.ts";

/**
 * @param progress told the bytes read of the file in the present pass
 * @throws SourceError when it is another XML
 */
export async function xmlSource(
  file: SourceFile,
  encoding: string,
  progress: (position: number) => void,
): Promise<OsmSource> {
  const root = await xmlRoot(file, encoding);
  const change = root === "osmChange";
  if (root !== "osm")
    throw new SourceError(
      file.name,
      change ? "is a list of changes (.osc), not a map" : `is not OSM XML: its root is <${root}>`,
      change ? "apply it to a map first, such as with osmium" : "give an .osm file",
    );
  return {
    async *pass(visitor) {
      const wanted = (name: string): boolean =>
        (name === "node" && !!visitor.node) ||
        (name === "way" && !!visitor.way) ||
        (name === "relation" && !!visitor.relation);
      const records = xmlRecords(file, {
        encoding,
        progress,
        choose: (name, depth) => (depth === 0 ? "enter" : wanted(name) ? "take" : "pass"),
      });
      for await (const batch of records) {
        for (const { element, name, attributes } of batch)
          if (element) show(element, visitor);
          else visitor.unreadable?.(`${name}/${attributes.id}`, "element-too-large");
        yield;
      }
    },
  };
}

function show(element: XmlElement, visitor: Visitor): void {
  const { name, attributes } = element;
  const id = whole(attributes.id);
  const label = `${name}/${attributes.id ?? "?"}`;
  if (attributes.action === "delete" || attributes.visible === "false") return;
  if (id === null) {
    visitor.unreadable?.(label, "id-unusable");
    return;
  }
  const tags = tagsOf(element);
  if (name === "node") {
    const [lon, lat] = [decimal(attributes.lon), decimal(attributes.lat)];
    if (Number.isFinite(lon) && Number.isFinite(lat)) visitor.node?.(id, lon, lat, tags);
    else visitor.unreadable?.(label, "coordinates-not-numbers");
  } else if (name === "way") {
    const refs: number[] = [];
    for (const inner of element.children) {
      const ref = inner.name === "nd" ? whole(inner.attributes.ref) : null;
      if (ref !== null) refs.push(ref);
    }
    visitor.way?.(id, refs, tags, null);
  } else {
    const members: OsmMember[] = [];
    for (const inner of element.children) {
      const { type, ref, role = "" } = inner.attributes;
      const number = inner.name === "member" ? whole(ref) : null;
      if (number !== null && (type === "node" || type === "way" || type === "relation"))
        members.push({ type, ref: number, role });
    }
    visitor.relation?.(id, members, tags);
  }
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,16}$/.test(text) ? Number(text) : null;
}

const decimal = (text: string | undefined): number => (text ? Number(text) : Number.NaN);

function tagsOf(element: XmlElement): Tags | null {
  let tags: Tags | null = null;
  for (const { name, attributes } of element.children)
    if (name === "tag" && attributes.k !== undefined) {
      tags ??= {};
      setTag(tags, attributes.k, attributes.v ?? "");
    }
  return tags;
}
