// A plot and a massing by numbers: names, storeys, use, green area, limits, corners.

import { useTranslation } from "react-i18next";
import type { Limited } from "../../models/indicators.ts";
import { BUILDING_USES, type BuildingUse } from "../../twin/nodeTable.ts";
import type { Massing, Plot } from "../../twin/scenarios/shapes.ts";
import { Corners } from "./Corners.tsx";
import { changeMassing, changePlot, withOutline } from "./deeds.ts";
import { NumberField } from "./NumberField.tsx";
import { step, usePlan } from "./store.ts";

export function PlotForm({ plot }: { plot: Plot }) {
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
      <NumberField
        label={t("planning.green")}
        unit="m²"
        min={0}
        max={1e9}
        value={plot.greenSquareMetres ?? undefined}
        set={(value) => changePlot(plot.id, { greenSquareMetres: value ?? null })}
      />
      <NumberField
        label={t("planning.most.floorAreaRatio")}
        min={0.1}
        max={50}
        stepBy={0.1}
        value={plot.limits.floorAreaRatio}
        set={(value) => limit("floorAreaRatio", value)}
      />
      <NumberField
        label={t("planning.most.coverage")}
        unit="%"
        min={1}
        max={100}
        value={percent(plot.limits.coverage)}
        set={(value) => limit("coverage", value === undefined ? undefined : value / 100)}
      />
      <NumberField
        label={t("planning.most.greenRatio")}
        unit="%"
        min={0}
        max={100}
        value={percent(plot.limits.greenRatio)}
        set={(value) => limit("greenRatio", value === undefined ? undefined : value / 100)}
      />
      <NumberField
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

export function MassingForm({ massing }: { massing: Massing }) {
  const { t } = useTranslation();
  const plots = usePlan(({ body }) => body.plots);
  return (
    <fieldset className="plan-form">
      <legend>{t("planning.massing")}</legend>
      <Name name={massing.name} set={(name) => changeMassing(massing.id, { name })} />
      <NumberField
        label={t("planning.storeys")}
        min={1}
        max={300}
        value={massing.storeys}
        set={(value) => value !== undefined && changeMassing(massing.id, { storeys: Math.round(value) })}
      />
      <NumberField
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
