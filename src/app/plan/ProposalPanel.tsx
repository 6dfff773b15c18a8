// What would be built: plots with their limits and live indicators, massings by numbers, buildings that go.

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { PlanFault } from "../../models/fault.ts";
import { LIMITED, type Limited, plotIndicators } from "../../models/indicators.ts";
import { BUILDING_USES, type BuildingUse } from "../../twin/nodeTable.ts";
import type { Massing, Plot } from "../../twin/scenarios/shapes.ts";
import { number } from "../format.ts";
import { nameOf } from "../names.ts";
import { Panel } from "../panels/Panel.tsx";
import { useBuildings } from "../stores/buildings.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { Estimated } from "./AskPanel.tsx";
import { Corners } from "./Corners.tsx";
import { changeMassing, changePlot, removeChosen, toggleRemoved, withOutline } from "./deeds.ts";
import { importProposal } from "./importProposal.ts";
import { faultWords } from "./planner.ts";
import { step, usePlan } from "./store.ts";

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
      {mayEdit && <Import />}
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

/** Value of an indicator with its unit. */
function shownValue(what: Limited, value: number | null): string {
  if (what === "floorAreaRatio") return number(value, 2);
  if (what === "heightMetres") return `${number(value, 1)} m`;
  return `${number(value === null ? null : value * 100, 1)} %`;
}

function Indicators({ plot }: { plot: Plot }) {
  const { t } = useTranslation();
  const massings = usePlan(({ body }) => body.massings);
  const { planning } = twinNow().built.scene;
  const worked = useMemo(() => {
    try {
      const own = massings.filter((one) => one.plot === plot.id);
      return { found: plotIndicators(plot, own, planning) };
    } catch (error) {
      if (!(error instanceof PlanFault)) throw error;
      return { fault: faultWords(error.code, { ...error.params }) };
    }
  }, [plot, massings, planning]);
  if (!worked.found)
    return (
      <p role="alert" className="plan-fault">
        {worked.fault}
      </p>
    );
  const { found } = worked;
  const values: Record<Limited, number | null> = {
    floorAreaRatio: found.floorAreaRatio,
    coverage: found.coverage,
    greenRatio: found.greenRatio,
    heightMetres: found.heightMetres,
  };
  const { people } = found;
  return (
    <>
      <table className="plan-table" aria-label={t("planning.indicatorsOf", { name: plot.name })}>
        <thead>
          <tr>
            <th scope="col">{t("planning.indicator")}</th>
            <th scope="col">{t("planning.value")}</th>
            <th scope="col">{t("planning.limit")}</th>
          </tr>
        </thead>
        <tbody>
          {LIMITED.map((what) => {
            const check = found.checks.find((one) => one.what === what);
            const verdict = check && (check.kept === null ? "unknown" : check.kept ? "kept" : "broken");
            return (
              <tr key={what}>
                <th scope="row">{t(`planning.limited.${what}`)}</th>
                <td>{values[what] === null ? t("planning.notGiven") : shownValue(what, values[what])}</td>
                <td className={`plan-check ${verdict ? `is-${verdict}` : ""}`}>
                  {check && verdict
                    ? t(`planning.verdict.${verdict}`, {
                        limit: `${what === "greenRatio" ? "≥" : "≤"} ${shownValue(what, check.limit)}`,
                      })
                    : t("planning.noLimit")}
                </td>
              </tr>
            );
          })}
          <tr>
            <th scope="row">{t("planning.grossFloorArea")}</th>
            <td>{number(found.grossFloorArea, 0)} m²</td>
            <td>{t("planning.onPlot", { area: number(found.plotArea, 0) })}</td>
          </tr>
          <tr>
            <th scope="row">{t("planning.residentsJobs")}</th>
            <td>
              {number(people?.residents, 0)} / {number(people?.jobs, 0)}
            </td>
            <td>
              {people ? (
                <>
                  <Estimated />
                  <small className="quiet">{t("planning.refs", { refs: people.refs.join("; ") || "—" })}</small>
                </>
              ) : (
                t("planning.noFigures")
              )}
            </td>
          </tr>
        </tbody>
      </table>
      {found.overlap > 0 && <p className="plan-warn">{t("planning.overlap", { area: number(found.overlap, 0) })}</p>}
      {found.outside.map(({ id, squareMetres }) => (
        <p key={id} className="plan-warn">
          {t("planning.outside", {
            name: massings.find((one) => one.id === id)?.name ?? id,
            area: number(squareMetres, 0),
          })}
        </p>
      ))}
      {found.greenTooLarge && <p className="plan-warn">{t("planning.greenTooLarge")}</p>}
    </>
  );
}

/** A number of something; what is no number within its bounds is not taken. */
function Field({
  label,
  value,
  min,
  max,
  stepBy = 1,
  unit = "",
  set,
}: {
  label: string;
  value: number | undefined;
  min: number;
  max: number;
  stepBy?: number;
  unit?: string;
  set(value: number | undefined): void;
}) {
  return (
    <label className="plan-field">
      {label}
      <input
        type="number"
        min={min}
        max={max}
        step={stepBy}
        value={value ?? ""}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          if (event.target.value === "") set(undefined);
          else if (next >= min && next <= max) set(next);
        }}
      />
      {unit}
    </label>
  );
}

function PlotForm({ plot }: { plot: Plot }) {
  const { t } = useTranslation();
  const limit = (what: Limited, value: number | undefined): void => {
    const { [what]: _, ...others } = plot.limits;
    changePlot(plot.id, { limits: value === undefined ? others : { ...others, [what]: value } });
  };
  const percent = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : Math.round(value * 1000) / 10;
  return (
    <fieldset className="plan-form">
      <legend>{t("planning.plot")}</legend>
      <Name name={plot.name} set={(name) => changePlot(plot.id, { name })} />
      <Field
        label={t("planning.green")}
        unit="m²"
        min={0}
        max={1e9}
        value={plot.greenSquareMetres ?? undefined}
        set={(value) => changePlot(plot.id, { greenSquareMetres: value ?? null })}
      />
      <Field
        label={t("planning.most.floorAreaRatio")}
        min={0.1}
        max={50}
        stepBy={0.1}
        value={plot.limits.floorAreaRatio}
        set={(value) => limit("floorAreaRatio", value)}
      />
      <Field
        label={t("planning.most.coverage")}
        unit="%"
        min={1}
        max={100}
        value={percent(plot.limits.coverage)}
        set={(value) => limit("coverage", value === undefined ? undefined : value / 100)}
      />
      <Field
        label={t("planning.most.greenRatio")}
        unit="%"
        min={0}
        max={100}
        value={percent(plot.limits.greenRatio)}
        set={(value) => limit("greenRatio", value === undefined ? undefined : value / 100)}
      />
      <Field
        label={t("planning.most.heightMetres")}
        unit="m"
        min={1}
        max={2000}
        value={plot.limits.heightMetres}
        set={(value) => limit("heightMetres", value)}
      />
      <Outline of="plot" id={plot.id} outline={plot.outline} />
    </fieldset>
  );
}

function MassingForm({ massing }: { massing: Massing }) {
  const { t } = useTranslation();
  const plots = usePlan(({ body }) => body.plots);
  return (
    <fieldset className="plan-form">
      <legend>{t("planning.massing")}</legend>
      <Name name={massing.name} set={(name) => changeMassing(massing.id, { name })} />
      <Field
        label={t("planning.storeys")}
        min={1}
        max={300}
        value={massing.storeys}
        set={(value) => value !== undefined && changeMassing(massing.id, { storeys: Math.round(value) })}
      />
      <Field
        label={t("planning.storeyMetres")}
        unit="m"
        min={2}
        max={20}
        stepBy={0.1}
        value={massing.storeyMetres}
        set={(value) => value !== undefined && changeMassing(massing.id, { storeyMetres: value })}
      />
      <label className="plan-field">
        {t("planning.use")}
        <select
          value={massing.use}
          onChange={(event) => changeMassing(massing.id, { use: event.target.value as BuildingUse })}
        >
          {BUILDING_USES.map((use) => (
            <option key={use} value={use}>
              {t(`use.${use}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="plan-field">
        {t("planning.plot")}
        <select
          value={massing.plot ?? ""}
          onChange={(event) => changeMassing(massing.id, { plot: event.target.value || null })}
        >
          <option value="">{t("planning.noPlot")}</option>
          {plots.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Outline of="massing" id={massing.id} outline={massing.outline} />
    </fieldset>
  );
}

function Name({ name, set }: { name: string; set(name: string): void }) {
  const { t } = useTranslation();
  return (
    <label className="plan-field">
      {t("planning.name")}
      <input
        type="text"
        maxLength={80}
        defaultValue={name}
        key={name}
        onBlur={(event) => {
          const next = event.target.value.trim();
          if (next !== "" && next !== name) set(next);
        }}
      />
    </label>
  );
}

function Outline({ of, id, outline }: { of: "plot" | "massing"; id: string; outline: Plot["outline"] }) {
  const change = (corners: Plot["outline"]): void => {
    if (corners.length >= 3) step(withOutline(usePlan.getState().body, of, id, corners));
  };
  return <Corners corners={outline} change={change} add={(typed) => change([...outline, ...typed])} />;
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

function Import() {
  const { t } = useTranslation();
  const take = async (file: File): Promise<void> => {
    try {
      const { body, plots, massings, skipped } = importProposal(await file.text(), usePlan.getState().body);
      if (plots + massings > 0) step(body);
      usePlan.setState({
        fault: skipped > 0 || plots + massings === 0 ? t("planning.imported", { plots, massings, skipped }) : "",
      });
    } catch {
      usePlan.setState({ fault: t("planning.notGeoJson", { name: file.name }) });
    }
  };
  return (
    <label className="plan-field">
      {t("planning.import")}
      <input
        type="file"
        accept=".geojson,.json,application/geo+json"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file) void take(file);
        }}
      />
    </label>
  );
}
