// What lies under the ground, in figures: the pipes that are shown, the earth and the pipes of a pit.

import { useTranslation } from "react-i18next";
import type { BuriedPipes } from "../../models/pipes.ts";
import type { PitPipes } from "../../models/pit.ts";
import { number } from "../format.ts";
import { PIT_DEPTHS, useStudy } from "../stores/study.ts";
import { Estimated } from "./AskPanel.tsx";
import { useStudies } from "./studies.ts";
import { assumedDepth, deepenPit, PIPE_COLOURS, PIPES_WITHIN_M } from "./under.ts";

type Row = Omit<PitPipes, "metres"> & { metres?: number };

/** Pipes by what they carry: how many, how deep, and whether anybody said so. */
function PipesTable({ rows, label }: { rows: readonly Row[]; label: string }) {
  const { t } = useTranslation();
  const withLength = rows.some(({ metres }) => metres !== undefined);
  return (
    <table className="plan-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("study.under.pipes")}</th>
          <th scope="col">{t("planning.count")}</th>
          {withLength && <th scope="col">{t("study.under.metres")}</th>}
          <th scope="col">{t("study.under.depth")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ klass, count, metres, depths, assumed }) => (
          <tr key={klass}>
            <th scope="row">
              <span className="plan-swatch" style={{ background: PIPE_COLOURS[klass] }} />
              {t(`planning.line.${klass}`)}
            </th>
            <td>{number(count, 0)}</td>
            {withLength && <td>{number(metres ?? 0, 0)} m</td>}
            <td>
              {depths && `${number(depths[0], 1)}–${number(depths[1], 1)} m `}
              {assumed > 0 && (
                <>
                  {t("study.under.assumed", { depth: number(assumedDepth(klass) ?? 0, 1) })} <Estimated />
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Pipes seen through the ground. */
export function PipesShown({ pipes }: { pipes: BuriedPipes }) {
  const { t } = useTranslation();
  const classes = [...new Set(pipes.pipes.map(({ klass }) => klass))];
  const rows = classes.map((klass): Row => {
    const all = pipes.pipes.filter((pipe) => pipe.klass === klass);
    const own = all.filter(({ assumed }) => !assumed).map(({ depth }) => depth);
    return {
      klass,
      count: all.length,
      depths: own.length > 0 ? [Math.min(...own), Math.max(...own)] : null,
      assumed: all.length - own.length,
    };
  });
  return (
    <>
      <PipesTable rows={rows} label={t("study.under.pipes")} />
      <ul className="plan-lacking" aria-label={t("planning.lacks")}>
        {pipes.measured < pipes.pipes.length && <li>{t("study.under.noDepth")}</li>}
        {pipes.beyond > 0 && <li>{t("study.under.beyond", { count: pipes.beyond })}</li>}
        {pipes.cables > 0 && <li>{t("study.under.cables", { count: pipes.cables })}</li>}
        <li>{t("study.under.within", { km: number(PIPES_WITHIN_M / 1000, 1) })}</li>
      </ul>
    </>
  );
}

/** How deep the pit is, how much earth comes out of it, and which pipes are in the way. */
export function PitFigures() {
  const { t } = useTranslation();
  const pit = useStudy((store) => store.pit);
  const answer = useStudies((store) => store.pit);
  if (!pit) return null;
  return (
    <>
      <label className="plan-slide">
        {t("study.under.pitDepth", { metres: number(pit.depth, 1) })}
        <input
          type="range"
          min={PIT_DEPTHS.least}
          max={PIT_DEPTHS.most}
          step={0.5}
          value={pit.depth}
          aria-valuetext={`${number(pit.depth, 1)} m`}
          onChange={(event) => deepenPit(event.target.valueAsNumber)}
        />
      </label>
      {answer && (
        <>
          <table className="plan-table plan-figures" aria-label={t("study.under.pit")}>
            <tbody>
              <tr>
                <th scope="row">{t("study.under.pitArea")}</th>
                <td>{number(answer.area, 0)} m²</td>
              </tr>
              <tr>
                <th scope="row">{t("study.under.pitVolume")}</th>
                <td>
                  {number(answer.volume, 0)} m³ <Estimated />
                </td>
              </tr>
            </tbody>
          </table>
          {answer.pipes.length > 0 && <PipesTable rows={answer.pipes} label={t("study.under.pitPipes")} />}
          <ul className="plan-lacking" aria-label={t("planning.lacks")}>
            {answer.pipes.length === 0 && <li>{t("study.under.pitNoPipes")}</li>}
            {answer.cables > 0 && <li>{t("study.under.cables", { count: answer.cables })}</li>}
            {!answer.terrain && <li>{t("study.lacking.terrain")}</li>}
            <li>{t("study.under.pitHow")}</li>
          </ul>
        </>
      )}
    </>
  );
}
