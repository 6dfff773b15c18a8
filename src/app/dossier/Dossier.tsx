// A facility's dossier: what and where it is, what it measures against which limits, what went beyond them, and its cases.

import { useTranslation } from "react-i18next";
import { LEVEL } from "../../twin/level.ts";
import { NodeCases } from "../cases/NodeCases.tsx";
import { go } from "../navigate.ts";
import { CoreFacts } from "../panels/NodeFacts.tsx";
import { openDesk } from "../stores/desk.ts";
import { twinNow } from "../stores/twin.ts";
import { Exceedances } from "./Exceedances.tsx";
import { PointTable } from "./PointTable.tsx";

/** @param narrow in a panel: what changes first, and a way to the whole width @param onPoint what a press on a point does */
export function Dossier({
  slot,
  narrow = false,
  onPoint,
}: {
  slot: number;
  narrow?: boolean;
  onPoint: (point: number) => void;
}) {
  const { t } = useTranslation();
  const { nodes } = twinNow();
  const { code, level } = nodes.columns;
  const points = nodes.childrenOf(slot).filter((at) => level[at] === LEVEL.point);
  return (
    <section className="dossier" aria-label={narrow ? t("desk.dossier") : undefined}>
      <div>
        {!narrow && <CoreFacts slot={slot} onOpen={go} />}
        <PointTable slots={points} onPoint={onPoint} />
        {narrow && (
          <button type="button" className="ghost" onClick={() => openDesk("dossier")}>
            {t("dossier.widen")}
          </button>
        )}
      </div>
      <div>
        <Exceedances code={code[slot]} />
        <NodeCases code={code[slot]} always />
        {narrow && <CoreFacts slot={slot} onOpen={go} />}
      </div>
    </section>
  );
}
