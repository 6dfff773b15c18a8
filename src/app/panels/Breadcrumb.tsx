// Where we are, from the city down to the node in hand; every step is a way back.

import { useTranslation } from "react-i18next";
import { levelNameOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { useBuildings } from "../stores/buildings.ts";
import { twinNow } from "../stores/twin.ts";
import { gridHolding, useView } from "../stores/view.ts";

/** Path of core slots, then the building if one is in hand. */
export function pathOf(slot: number): number[] {
  const { nodes } = twinNow();
  if (slot >= nodes.coreCount) return [...nodes.pathTo(gridHolding(nodes, slot)), slot];
  const path = nodes.pathTo(slot);
  // A point on a building hangs outside the places' own chain: lead in through its grid.
  return path[0] === 0 ? path : [...nodes.pathTo(gridHolding(nodes, slot)), ...path];
}

export function Breadcrumb() {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  useBuildings((store) => store.buildings);
  const { nodes } = twinNow();
  const path = pathOf(node);
  return (
    <nav className="breadcrumb" aria-label={t("nav.breadcrumb")}>
      <ol>
        {path.map((slot, i) => (
          <li key={slot}>
            <button
              type="button"
              aria-current={i === path.length - 1 ? "location" : undefined}
              onClick={() => go(slot)}
              title={levelNameOf(nodes, slot)}
            >
              {nameOf(slot)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
