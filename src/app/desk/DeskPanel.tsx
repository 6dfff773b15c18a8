// The frame of the desk: its tabs, the way back, and what is in hand.

import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { AssetsView } from "../assets/AssetsView.tsx";
import { AssessmentView } from "../cases/AssessmentView.tsx";
import { CasesView } from "../cases/CasesView.tsx";
import { CaseView } from "../cases/CaseView.tsx";
import { OperationsView } from "../cases/OperationsView.tsx";
import { ReportView } from "../cases/ReportView.tsx";
import { DossierView } from "../dossier/DossierView.tsx";
import { PanelBoundary } from "../panels/PanelBoundary.tsx";
import { closeDesk, type DeskView, openCase, openDesk, useDesk } from "../stores/desk.ts";
import { useMay } from "../stores/session.ts";
import { reportFromMap, useReport } from "./reportCase.ts";

const TABS = [
  { view: "cases", permission: "case.see" },
  { view: "assessment", permission: "assessment.see" },
  { view: "operations", permission: "case.see" },
  { view: "assets", permission: "city.see" },
] as const;

export default function DeskPanel({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const caseId = useDesk((store) => store.caseId);
  const { alarm, node } = useReport();
  const panel = useRef<HTMLElement>(null);
  const allowed = { "case.see": useMay("case.see"), "assessment.see": useMay("assessment.see"), "city.see": true };
  const mayReport = useMay("case.report");
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is opened is where the keyboard goes
  useEffect(() => panel.current?.focus(), [view, caseId]);
  const inner = view === "case" || view === "report" || (view === "dossier" && caseId !== null);
  const back = (): void => {
    if (view === "dossier" && caseId !== null) openCase(caseId);
    else if (inner) openDesk("cases");
    else closeDesk();
  };
  return (
    <section
      ref={panel}
      className={`desk desk-${view}`}
      aria-label={t(`desk.${view}`)}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        back();
      }}
    >
      <header className="desk-head">
        <nav aria-label={t("desk.label")}>
          {TABS.filter(({ permission }) => allowed[permission]).map((tab) => (
            <button
              key={tab.view}
              type="button"
              aria-current={view === tab.view ? "page" : undefined}
              onClick={() => openDesk(tab.view)}
            >
              {t(`desk.${tab.view}`)}
            </button>
          ))}
          {mayReport && (
            <button
              type="button"
              aria-current={view === "report" ? "page" : undefined}
              onClick={() => reportFromMap(null)}
            >
              {t("desk.report")}
            </button>
          )}
        </nav>
        <button type="button" className="ghost" onClick={back}>
          {t(view === "dossier" && inner ? "desk.backToCase" : inner ? "desk.back" : "nav.close")}
        </button>
      </header>
      <PanelBoundary of={`${view} ${caseId}`}>
        {view === "cases" && <CasesView />}
        {view === "case" && caseId !== null && <CaseView key={caseId} id={caseId} />}
        {view === "report" && <ReportView key={`${alarm?.id} ${alarm === null ? "" : node}`} />}
        {view === "assessment" && <AssessmentView />}
        {view === "dossier" && <DossierView />}
        {view === "operations" && <OperationsView />}
        {view === "assets" && <AssetsView />}
      </PanelBoundary>
    </section>
  );
}
