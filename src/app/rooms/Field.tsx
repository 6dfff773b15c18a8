// The field operator's room: map above, one list below, everything large enough for gloves and legible in the sun.

import { useTranslation } from "react-i18next";
import { Alarms } from "../alarms/Alarms.tsx";
import { CarriedCases } from "../cases/Carried.tsx";
import { CasesPanel } from "../cases/CasesPanel.tsx";
import { OfflineMark } from "../offline/OfflineMark.tsx";
import { NearPanel, useWhereOnGlobe } from "../onsite/NearPanel.tsx";
import { ScanButton } from "../onsite/ScanButton.tsx";
import { OutboxPanel } from "../outbox/Outbox.tsx";
import { Breadcrumb } from "../panels/Breadcrumb.tsx";
import { Children } from "../panels/Children.tsx";
import { FileCards } from "../panels/Files.tsx";
import { MapControls } from "../panels/MapControls.tsx";
import { MapCorner } from "../panels/MapCorner.tsx";
import { NodePanel } from "../panels/NodePanel.tsx";
import { PanelBoundary, Panels } from "../panels/PanelBoundary.tsx";
import { ReferenceCard } from "../panels/References.tsx";
import { Search } from "../panels/Search.tsx";
import { TitleBar } from "../panels/TitleBar.tsx";
import { Warnings } from "../panels/Warnings.tsx";
import { FIELD_TABS, type FieldTab, openAsset, tabShown, useFieldTab } from "../stores/fieldTab.ts";
import { useView } from "../stores/view.ts";
import { hasOwnPanel } from "./Wall.tsx";

const SHOWN: Record<FieldTab, () => React.ReactNode> = {
  near: NearPanel,
  alarms: Alarms,
  cases: () => <CasesPanel mine />,
  children: Children,
  node: NodePanel,
};

export function Field() {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  const chosen = useFieldTab();
  const own = hasOwnPanel(node);
  const tab = tabShown(chosen, node, own);
  const Shown = SHOWN[tab];
  useWhereOnGlobe();
  return (
    <div className="room">
      <TitleBar />
      <main className="over-map">
        <Panels>
          <Breadcrumb />
          <OfflineMark />
          <Warnings />
          <MapControls />
          <ReferenceCard />
          <FileCards />
          <MapCorner />
        </Panels>
      </main>
      <section className="column column-left field-list" aria-label={t("fieldRoom.list")}>
        <div className="field-find">
          <Panels>
            <Search onChoose={openAsset} />
            <ScanButton />
          </Panels>
        </div>
        <div className="tabs" role="tablist" aria-label={t("fieldRoom.list")}>
          {FIELD_TABS.filter((name) => name !== "node" || own).map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`field-tab-${name}`}
              aria-selected={tab === name}
              aria-controls="field-tab-panel"
              onClick={() => useFieldTab.setState({ tab: name, node })}
            >
              {t(`fieldRoom.${name}`)}
            </button>
          ))}
        </div>
        <div role="tabpanel" id="field-tab-panel" aria-labelledby={`field-tab-${tab}`} className="tab-panel">
          <PanelBoundary of={`${tab} ${node}`}>
            <Shown />
          </PanelBoundary>
        </div>
      </section>
      <Panels>
        <OutboxPanel />
        {tab !== "cases" && <CarriedCases />}
      </Panels>
    </div>
  );
}
