// The unchanging facts of a node: codes, kind, place, height, grade; for a building its height and whether it was estimated.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { BUILDING_USES, TRAIT } from "../../twin/nodeTable.ts";
import { number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { kindOf, nameOf } from "../names.ts";
import { loadBuildings, useBuildings } from "../stores/buildings.ts";
import { twinNow } from "../stores/twin.ts";
import { gridHolding } from "../stores/view.ts";
import { pathOf } from "./Breadcrumb.tsx";

const position = (lon: number, lat: number): string =>
  `${Math.abs(lon).toFixed(6)}°${lon < 0 ? "W" : "E"}　${Math.abs(lat).toFixed(6)}°${lat < 0 ? "S" : "N"}`;

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function CoreFacts({ slot, onOpen }: { slot: number; onOpen: (slot: number) => void }) {
  const { t } = useTranslation();
  const { built, nodes } = twinNow();
  const { code, lon, lat, height, grade, traits } = nodes.columns;
  const kind = kindOf(slot);
  const owner = kind?.owner ? built.scene.owners.find(({ id }) => id === kind.owner) : undefined;
  const path = pathOf(slot).slice(0, -1);
  const holder = path[path.length - 1];
  return (
    <>
      <dl className="facts">
        <Fact term={t("node.code")}>
          <code>{code[slot]}</code>
        </Fact>
        {kind && (
          <Fact term={t("node.kind")}>
            {say(kind.name)}
            {kind.classCode && (
              <small>
                {" "}
                {t("node.classCode")} {kind.classCode}
              </small>
            )}
          </Fact>
        )}
        {owner && <Fact term={t("node.owner")}>{say(owner.name)}</Fact>}
        {holder !== undefined && (
          <Fact term={t("node.where")}>
            <button type="button" className="link" onClick={() => onOpen(holder)}>
              {path.slice(1).map(nameOf).join(" › ") || nameOf(holder)}
            </button>
          </Fact>
        )}
        <Fact term={t("node.position")}>{position(lon[slot], lat[slot])}</Fact>
        <Fact term={t("node.height")}>{number(height[slot], 1)} m</Fact>
        <Fact term={t("node.grade")}>{t("node.gradeValue", { grade: grade[slot] })}</Fact>
        {kind?.level === "point" && (
          <Fact term={t("node.interval")}>{t("node.intervalValue", { seconds: kind.intervalSeconds })}</Fact>
        )}
      </dl>
      {(traits[slot] & TRAIT.synthetic) !== 0 && <p className="synthetic-note">{t("node.synthetic")}</p>}
    </>
  );
}

export function BuildingFacts({ slot }: { slot: number }) {
  const { t } = useTranslation();
  const buildings = useBuildings((store) => store.buildings);
  useEffect(() => {
    loadBuildings().catch(() => undefined);
  }, []);
  if (!buildings) return null;
  const { nodes } = twinNow();
  const row = slot - nodes.coreCount;
  const { code, heightAboveBase, levels, footprint, use, traits, lon, lat } = buildings.columns;
  return (
    <>
      <dl className="facts">
        <Fact term={t("node.code")}>
          <code>{code[row]}</code>
        </Fact>
        <Fact term={t("node.where")}>{nodes.pathTo(gridHolding(nodes, slot)).slice(1).map(nameOf).join(" › ")}</Fact>
        <Fact term={t("node.use")}>{t(`use.${BUILDING_USES[use[row]]}`)}</Fact>
        <Fact term={t("node.heightAbove")}>
          {number(heightAboveBase[row], 1)} m
          {(traits[row] & TRAIT.heightEstimated) !== 0 && (
            <span className="live-tag live-estimated">{t("node.heightEstimated")}</span>
          )}
        </Fact>
        {levels[row] > 0 && <Fact term={t("node.levels")}>{levels[row]}</Fact>}
        <Fact term={t("node.footprint")}>{number(footprint[row])} m²</Fact>
        <Fact term={t("node.position")}>{position(lon[row], lat[row])}</Fact>
      </dl>
      {(traits[row] & TRAIT.synthetic) !== 0 && <p className="synthetic-note">{t("node.synthetic")}</p>}
    </>
  );
}
