// The table beside the globe: as many rows as are in sight, of as many as there are; each leads to its place on the map.

import { type UIEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AssetQuery, AssetRows, AssetSort } from "../../twin/assetList.ts";
import { FLAG } from "../../twin/flags.ts";
import { LEVEL } from "../../twin/level.ts";
import { clock, DASH, number, reading, unitOf } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { kindOf, nameOf } from "../names.ts";
import { LivenessTag, useLiveness } from "../panels/Liveness.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { placeWords } from "../panels/Worst.tsx";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { useAssets } from "./useAssets.ts";

const COLUMNS: readonly { sort: AssetSort; down: boolean }[] = [
  { sort: "severity", down: true },
  { sort: "name", down: false },
  { sort: "code", down: false },
  { sort: "kind", down: false },
  { sort: "place", down: false },
  { sort: "value", down: true },
  { sort: "time", down: true },
];
/** Rows kept beyond what is in sight, and by how many the window moves at a time. */
const BEYOND = 8;
/** Height of a row, rem; what a finger needs in the field, px. */
const ROW_REM = 2.6;
const TOUCH_PX = 60;

interface Props {
  query: AssetQuery;
  sortBy(sort: AssetSort, down: boolean): void;
  onOpen(slot: number): void;
  /** How many there are, as the worker counts them. */
  onTotal(total: number): void;
}

export function AssetTable({ query, sortBy, onOpen, onTotal }: Props) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLElement>(null);
  const [first, setFirst] = useState(0);
  const [held, setHeld] = useState(false);
  const { row, seen } = useSizes(scroll);
  const from = Math.max(0, first - BEYOND);
  const part = useAssets(query, from, seen + 3 * BEYOND, held);
  const total = part?.total ?? 0;
  useEffect(() => {
    if (part) onTotal(part.total);
  }, [part, onTotal]);
  // Another list begins at its top.
  const list = `${query.below} ${query.of} ${query.sort} ${query.down} ${query.text}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is what changes
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 });
    setFirst(0);
  }, [list]);
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>): void =>
    setFirst(BEYOND * Math.floor(currentTarget.scrollTop / row / BEYOND));
  const count = part?.rows.slot.length ?? 0;
  const below = Math.max(0, total - (part?.from ?? 0) - count);
  return (
    <section
      ref={scroll}
      className="asset-scroll"
      aria-label={t("assets.rows")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by the arrow keys
      tabIndex={0}
      onScroll={onScroll}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(scroll.current?.contains(document.activeElement) === true)}
      onFocus={() => setHeld(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeld(false)}
    >
      {/* Rows that are not in sight are empty height. */}
      <div style={{ paddingBlock: `${(part?.from ?? 0) * row}px ${below * row}px` }}>
        <table className="asset-table" aria-label={t("assets.title")} aria-rowcount={total + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {COLUMNS.map(({ sort, down }) => (
                <th
                  key={sort}
                  scope="col"
                  aria-sort={query.sort !== sort ? undefined : query.down ? "descending" : "ascending"}
                >
                  <button type="button" onClick={() => sortBy(sort, query.sort === sort ? !query.down : down)}>
                    {t(query.of === "facilities" && sort === "value" ? "assets.alarms" : `assets.column.${sort}`)}
                    <i aria-hidden="true">{query.sort === sort ? (query.down ? "▼" : "▲") : ""}</i>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {part &&
              Array.from(part.rows.slot, (slot, i) => (
                <Row
                  key={slot}
                  slot={slot}
                  index={part.from + i + 2}
                  rows={part.rows}
                  at={i}
                  height={row}
                  onOpen={onOpen}
                />
              ))}
          </tbody>
        </table>
      </div>
      {part && total === 0 && <p className="quiet desk-empty">{t("assets.none")}</p>}
    </section>
  );
}

function Row({
  slot,
  index,
  rows,
  at,
  height,
  onOpen,
}: {
  slot: number;
  index: number;
  rows: AssetRows;
  at: number;
  height: number;
  onOpen: (slot: number) => void;
}) {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  const { level, code } = twinNow().nodes.columns;
  const isPoint = level[slot] === LEVEL.point;
  const kind = kindOf(slot);
  const [value, time, flags] = [rows.value[at], rows.time[at], rows.flags[at]];
  const known = Number.isFinite(time);
  const liveness = useLiveness(flags, known);
  return (
    <tr aria-rowindex={index} style={{ height }}>
      <td>
        <SeverityMark severity={rows.severity[at]} stale={(flags & FLAG.stale) !== 0} size={1.4} />
      </td>
      <th scope="row">
        <button type="button" className="link" aria-current={slot === node || undefined} onClick={() => onOpen(slot)}>
          {nameOf(slot)}
        </button>
      </th>
      <td>
        <code>{code[slot]}</code>
      </td>
      <td>{kind ? say(kind.name) : t(`level.${isPoint ? "point" : "facility"}`)}</td>
      <td className="quiet">{placeWords(slot)}</td>
      <td className="asset-value">
        {isPoint ? (
          <>
            {known ? reading(value, kind) : DASH} <small>{known ? unitOf(kind) : ""}</small>
          </>
        ) : (
          <>
            {number(rows.alarms[at])} <small>/ {number(rows.points[at])}</small>
          </>
        )}
      </td>
      <td>
        {isPoint && known && <time dateTime={new Date(time).toISOString()}>{clock(time)}</time>}{" "}
        {isPoint && <LivenessTag liveness={liveness} />}
      </td>
    </tr>
  );
}

/** Height of a row, px, and how many are in sight. */
function useSizes(scroll: React.RefObject<HTMLElement | null>): { row: number; seen: number } {
  const inField = useView((store) => store.room === "field");
  const [sizes, setSizes] = useState({ row: 40, seen: 20 });
  useEffect(() => {
    const box = scroll.current;
    if (!box) return;
    const watcher = new ResizeObserver(() => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const row = Math.round(Math.max(ROW_REM * rem, inField ? TOUCH_PX : 0));
      setSizes({ row, seen: Math.ceil(box.clientHeight / row) });
    });
    watcher.observe(box);
    return () => watcher.disconnect();
  }, [scroll, inField]);
  return sizes;
}
