// The relations that make areas (multipolygon, boundary) and tie the parts of a building to its outline.

import { saysSomething } from "./areas.ts";
import type { OsmMember, Tags } from "./elements.ts";
import type { WayLine } from "./multipolygon.ts";

/** A relation that becomes an area. */
export interface AreaRelation {
  id: number;
  tags: Tags;
  outers: number[];
  inners: number[];
  /** Of the one way whose tags say what the area is, where the relation itself has none (the older way of mapping). */
  describedBy: number | null;
}

/** What the relations of a file say about its ways; collected in the first pass. */
export class Relations {
  readonly areas: AreaRelation[] = [];
  /** Ways whose lines areas are made of; null until the line is known. */
  readonly lines = new Map<number, WayLine | null>();
  /** Ways that are the one outline of an area without tags of its own: they are that area. */
  readonly describing = new Map<number, AreaRelation>();
  /** Id ("way/1") of a building part → id of its outline. */
  readonly parents = new Map<string, string>();
  /** Tags of building relations for their outlines. */
  readonly buildingTags = new Map<string, Tags>();
  /** Tags of the areas that a way is an outer line of; the way is only itself with others than these. */
  private readonly outerOf = new Map<number, Tags>();
  /** Relations of kinds that make no area, such as route, by kind. */
  readonly others = new Map<string, number>();

  add(id: number, members: readonly OsmMember[], tags: Tags | null): void {
    const type = tags?.type ?? "";
    if (type === "multipolygon" || type === "boundary") this.addArea(id, members, tags!);
    else if (type === "building") this.addBuilding(id, members, tags!);
    else this.others.set(type, (this.others.get(type) ?? 0) + 1);
  }

  private addArea(id: number, members: readonly OsmMember[], tags: Tags): void {
    const ways = members.filter(({ type }) => type === "way");
    const inners = ways.filter(({ role }) => role === "inner").map(({ ref }) => ref);
    const outers = ways.filter(({ role }) => role !== "inner").map(({ ref }) => ref);
    if (outers.length === 0) return;
    const described = !saysSomething(tags, { type: "" }) && outers.length === 1;
    const area: AreaRelation = { id, tags, outers, inners, describedBy: described ? outers[0] : null };
    this.areas.push(area);
    for (const ref of [...outers, ...inners]) this.lines.set(ref, null);
    if (described) this.describing.set(outers[0], area);
    else for (const ref of outers) this.outerOf.set(ref, tags);
  }

  private addBuilding(id: number, members: readonly OsmMember[], tags: Tags): void {
    const name = ({ type, ref }: OsmMember): string => `${type}/${ref}`;
    const outline = members.find(({ role, type }) => role === "outline" && type !== "node");
    const whole = outline ? name(outline) : `relation/${id}`;
    if (outline) this.buildingTags.set(whole, tags);
    for (const item of members) if (item.role === "part" && item.type !== "node") this.parents.set(name(item), whole);
  }

  /** Whether a way's tags say something beyond those of the area it is an outer line of. */
  standsAlone(id: number, tags: Tags | null): tags is Tags {
    return saysSomething(tags, this.outerOf.get(id));
  }
}
