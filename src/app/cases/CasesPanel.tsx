// Open cases below the place in hand, those nearest their limit first: on the wall beside the alarms, in the field as a list of one's own.

import { useTranslation } from "react-i18next";
import type { CaseFilter } from "../../twin/cases/shapes.ts";
import { number } from "../format.ts";
import { Panel } from "../panels/Panel.tsx";
import { openCases } from "../stores/desk.ts";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf, useView } from "../stores/view.ts";
import { MINE, useCarried } from "./Carried.tsx";
import { CaseCards } from "./CaseRows.tsx";
import { CASES_SHOWN, useCases } from "./useCases.ts";

interface Props {
  /** Tasks of one's own units. */
  mine?: boolean;
  /** Those of emergencies alone. */
  emergency?: boolean;
}

/** Nothing for whoever may see no cases. */
export function CasesPanel(props: Props) {
  return useMay("case.see") ? <Listed {...props} /> : null;
}

function Listed({ mine = false, emergency = false }: Props) {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  const { nodes } = twinNow();
  const focus = focusOf(nodes, node);
  const place = focus === 0 ? {} : { place: nodes.columns.code[focus] };
  const filter: CaseFilter = mine ? MINE : { open: true, ...place, ...(emergency ? { mode: "emergency" } : {}) };
  const { list, reason, more } = useCases(filter, "due", CASES_SHOWN);
  const total = Object.values(list?.byState ?? {}).reduce((sum, count) => sum + count, 0);
  const rows = list?.cases ?? [];
  useCarried(mine ? list : null);
  return (
    <Panel
      title={t(mine ? "cases.mine" : emergency ? "cases.emergencies" : "cases.title")}
      className="panel-grow cases-panel"
      aside={
        <button type="button" className="ghost" onClick={() => openCases(filter)}>
          {t("cases.openCount", { count: number(total) })}
        </button>
      }
    >
      {reason && <p className="quiet">{reason}</p>}
      {list && rows.length === 0 && <p className="quiet">{t(mine ? "cases.noneMine" : "cases.noneOpen")}</p>}
      <CaseCards rows={rows} />
      {mine && more && (
        <button type="button" className="ghost desk-more" onClick={more}>
          {t("cases.more")}
        </button>
      )}
    </Panel>
  );
}
