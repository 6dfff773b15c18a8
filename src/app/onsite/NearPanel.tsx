// The assets nearest to where one stands, with distance and direction; refreshed as one walks. Without a location it says how to go on.

import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { age, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { kindOf, levelNameOf, nameOf } from "../names.ts";
import { Panel } from "../panels/Panel.tsx";
import { useNow } from "../panels/useNow.ts";
import { openAsset } from "../stores/fieldTab.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";
import { followDevice, leaveDevice, useWhere, type Where } from "../stores/where.ts";
import { nearestAssets } from "./nearest.ts";
import { Way } from "./Way.tsx";

/** How near the camera goes to where one stands, m. */
const NEAR_M = 500;
/** A location older than this is no longer where one is, ms. */
const OLD_MS = 60_000;

/** Keeps where one is on the globe while the room is open. */
export function useWhereOnGlobe(): void {
  const where = useWhere((store) => store.where);
  const globe = useGlobe((store) => store.globe);
  useEffect(() => globe?.showWhere(where), [globe, where]);
  useEffect(() => leaveDevice, []);
}

const flyThere = ({ lon, lat }: Where): void =>
  globeNow()?.pilot.flyToView({ lon, lat, height: 0, range: NEAR_M, pitch: -55 });

export function NearPanel() {
  const { t } = useTranslation();
  const { where, trouble } = useWhere();
  const known = where !== null;
  useEffect(followDevice, []);
  // Once, when the place is known and the map is there: from then on the hand moves the map.
  const hasMap = useGlobe((store) => store.globe !== null);
  const flown = useRef(false);
  useEffect(() => {
    const { where: first } = useWhere.getState();
    if (!known || !hasMap || !first || flown.current) return;
    flown.current = true;
    flyThere(first);
  }, [known, hasMap]);
  return (
    <Panel title={t("onsite.near")} className="panel-grow near-panel">
      {trouble && (
        <div role="alert" className="near-trouble">
          <p>{t(`onsite.trouble.${trouble}`)}</p>
          <p>{t("onsite.otherwise")}</p>
          <p className="form-buttons">
            <button
              type="button"
              className="ghost"
              onClick={() => {
                leaveDevice();
                followDevice();
              }}
            >
              {t("onsite.again")}
            </button>
            <button
              type="button"
              className="ghost"
              onClick={() => document.querySelector<HTMLInputElement>("[data-search]")?.focus()}
            >
              {t("onsite.search")}
            </button>
          </p>
        </div>
      )}
      {!where && !trouble && <p className="quiet">{t("onsite.asking")}</p>}
      {where && <Found where={where} />}
    </Panel>
  );
}

function Found({ where }: { where: Where }) {
  const { t } = useTranslation();
  const now = useNow(5000);
  const [kind, setKind] = useState(-1);
  const { nodes, built } = twinNow();
  const near = useMemo(() => nearestAssets(nodes, where, kind), [nodes, where, kind]);
  const kinds = useMemo(() => {
    const used = new Set<number>();
    for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++) used.add(nodes.columns.kind[slot]);
    return built.scene.kinds
      .map((one, index) => ({ index, name: say(one.name) }))
      .filter(({ index }) => used.has(index));
  }, [nodes, built]);
  const old = now - where.at > OLD_MS;
  return (
    <>
      <div className="near-head">
        <p role="status" className={old ? "is-old" : undefined}>
          <b>{t("onsite.accuracy", { metres: number(where.accuracy) })}</b>{" "}
          <small>{t(old ? "onsite.old" : "onsite.found", { age: age(now - where.at) })}</small>
        </p>
        <button type="button" className="ghost" onClick={() => flyThere(where)}>
          {t("onsite.showMe")}
        </button>
        <label>
          <span>{t("onsite.kind")}</span>
          <select value={kind} onChange={(event) => setKind(Number(event.target.value))}>
            <option value={-1}>{t("onsite.everyKind")}</option>
            {kinds.map(({ index, name }) => (
              <option key={index} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {near.length === 0 && <p className="quiet">{t("onsite.none")}</p>}
      <ol className="rows rows-tall near-list" aria-label={t("onsite.near")}>
        {near.map(({ slot, metres, bearing }) => {
          const own = kindOf(slot);
          return (
            <li key={slot}>
              <button type="button" onClick={() => openAsset(slot)}>
                <span className="row-name">
                  {nameOf(slot)}
                  <small>{own ? say(own.name) : levelNameOf(nodes, slot)}</small>
                </span>
                <Way metres={metres} bearing={bearing} />
              </button>
            </li>
          );
        })}
      </ol>
    </>
  );
}
