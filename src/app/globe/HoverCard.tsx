// The name of what the pointer is on; a convenience, never the only way to it.

import { levelNameOf, nameOf } from "../names.ts";
import { useBuildings } from "../stores/buildings.ts";
import { useGlobe } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";

export function HoverCard() {
  const { slot, x, y } = useGlobe((store) => store.hover);
  useBuildings((store) => store.buildings);
  if (slot < 0) return null;
  const { nodes } = twinNow();
  return (
    <div className="hover-card" style={{ transform: `translate(${x + 14}px, ${y + 14}px)` }} aria-hidden="true">
      <span className="hover-level">{levelNameOf(nodes, slot)}</span>
      {nameOf(slot)}
    </div>
  );
}
