// What would be built: plots with their live indicators, massings, buildings that go.

import { useTranslation } from "react-i18next";
import { nameOf } from "../names.ts";
import { Panel } from "../panels/Panel.tsx";
import { useBuildings } from "../stores/buildings.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { removeChosen, toggleRemoved } from "./deeds.ts";
import { ImportButton } from "./ImportButton.tsx";
import { Indicators } from "./PlotIndicators.tsx";
import { MassingForm, PlotForm } from "./ProposalForms.tsx";
import { usePlan } from "./store.ts";

export function ProposalPanel() {
  const { t } = useTranslation();
  const { body, chosen, mayEdit } = usePlan();
  const plot = body.plots.find(({ id }) => chosen?.of === "plot" && id === chosen.id);
  const massing = body.massings.find(({ id }) => chosen?.of === "massing" && id === chosen.id);
  const shown = plot ?? body.plots.find(({ id }) => id === massing?.plot) ?? (chosen ? undefined : body.plots[0]);
  return (
    <Panel title={t("planning.proposal")} className="plan-proposal">
      <ul className="plan-things" aria-label={t("planning.proposal")}>
        {body.plots.map(({ id, name }) => (
          <Thing key={id} of="plot" id={id} name={name} />
        ))}
        {body.massings.map(({ id, name, storeys, use }) => (
          <Thing
            key={id}
            of="massing"
            id={id}
            name={t("planning.massingLine", { name, storeys, use: t(`use.${use}`) })}
          />
        ))}
      </ul>
      {body.plots.length + body.massings.length === 0 && <p className="quiet">{t("planning.proposalHint")}</p>}
      {shown && <Indicators plot={shown} />}
      {plot && mayEdit && <PlotForm plot={plot} />}
      {massing && mayEdit && <MassingForm massing={massing} />}
      {chosen && mayEdit && (
        <button type="button" className="ghost" onClick={removeChosen}>
          {t("planning.takeAway")}
        </button>
      )}
      <Removed />
      {mayEdit && <ImportButton />}
    </Panel>
  );
}

function Thing({ of, id, name }: { of: "plot" | "massing"; id: string; name: string }) {
  const { t } = useTranslation();
  const isChosen = usePlan(({ chosen }) => chosen?.of === of && chosen.id === id);
  return (
    <li>
      <button
        type="button"
        className="ghost"
        aria-pressed={isChosen}
        onClick={() => usePlan.setState({ chosen: isChosen ? null : { of, id }, tool: null, draft: [] })}
      >
        <small className="quiet">{t(`planning.${of}`)}</small> {name}
      </button>
    </li>
  );
}

function Removed() {
  const { t } = useTranslation();
  const { body, mayEdit, comparison } = usePlan();
  const node = useView((store) => store.node);
  const buildings = useBuildings((store) => store.buildings);
  const { nodes } = twinNow();
  const code = node >= nodes.coreCount ? buildings?.columns.code[node - nodes.coreCount] : undefined;
  return (
    <>
      {code && mayEdit && (
        <button type="button" className="ghost" onClick={() => toggleRemoved(code)}>
          {t(body.removed.includes(code) ? "planning.keepBuilding" : "planning.removeBuilding", { name: nameOf(node) })}
        </button>
      )}
      {body.removed.length > 0 && (
        <p>
          {t("planning.removed", { count: body.removed.length })}
          {(comparison?.unknown.length ?? 0) > 0 &&
            ` · ${t("planning.removedUnknown", { count: comparison?.unknown.length })}`}
        </p>
      )}
    </>
  );
}
