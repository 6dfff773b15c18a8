// The dossier on the desk: of the facility in hand, or of the one that what is in hand is mounted on.

import { useTranslation } from "react-i18next";
import { LEVEL } from "../../twin/level.ts";
import { say } from "../i18n/i18n.ts";
import { kindOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { openDesk } from "../stores/desk.ts";
import { useLive } from "../stores/live.ts";
import { openTrend } from "../stores/trend.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { Dossier } from "./Dossier.tsx";

/** Takes a facility in hand and opens its dossier; the way back leads to the case that was open. */
export function openDossier(slot: number): void {
  go(slot);
  openDesk("dossier");
}

export function DossierView() {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  const { nodes } = twinNow();
  const slot =
    node < nodes.coreCount
      ? (nodes.pathTo(node).findLast((at) => nodes.columns.level[at] === LEVEL.facility) ?? -1)
      : -1;
  const severity = useLive((store) => store.snapshot?.watched.find((one) => one.slot === slot)?.severity ?? 0);
  if (slot < 0) return <p className="quiet desk-empty">{t("dossier.choose")}</p>;
  const kind = kindOf(slot);
  return (
    <div className="desk-scroll">
      <header className="case-head">
        <SeverityMark severity={severity} size={2} />
        <div>
          <h3>{nameOf(slot)}</h3>
          <p className="quiet">
            {kind && say(kind.name)} · <code>{nodes.columns.code[slot]}</code> · {t(`severity.${severity}`)}
          </p>
        </div>
      </header>
      <Dossier key={slot} slot={slot} onPoint={openTrend} />
    </div>
  );
}
