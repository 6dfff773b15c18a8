// A titled list of nodes with their live figures; nothing when it is empty.

import { LEVEL } from "../../twin/level.ts";
import { number, reading, unitOf } from "../format.ts";
import { kindOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";
import { SeverityMark } from "./SeverityMark.tsx";
import { alarmsOf, CategoryBar } from "./Summary.tsx";

export function NodeList({ title, slots }: { title: string; slots: readonly number[] }) {
  const watched = useLive((store) => store.snapshot?.watched);
  if (slots.length === 0) return null;
  const { level } = twinNow().nodes.columns;
  return (
    <>
      <h3>
        {title} <small>{number(slots.length)}</small>
      </h3>
      <ul className="rows">
        {slots.map((slot) => {
          const state = watched?.find((entry) => entry.slot === slot);
          const kind = kindOf(slot);
          return (
            <li key={slot}>
              <button type="button" onClick={() => go(slot)}>
                <SeverityMark
                  severity={state?.severity ?? 0}
                  stale={!!state && state.total > 0 && state.staleCount === state.total}
                />
                <span className="row-name">{nameOf(slot)}</span>
                {level[slot] !== LEVEL.point && state && (
                  <span className="row-bar">
                    <CategoryBar counts={state.counts} total={state.total} />
                    <small>{number(alarmsOf(state.counts))}</small>
                  </span>
                )}
                {level[slot] === LEVEL.point && state && (
                  <span className="row-figure">
                    {reading(state.value, kind)} <small>{Number.isFinite(state.value) ? unitOf(kind) : ""}</small>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
