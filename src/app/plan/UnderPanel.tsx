// Under the ground: how much the ground covers, which pipes are shown and how deep, and a section through it all.

import { useTranslation } from "react-i18next";
import { SECTION_DEPTH_M } from "../../globe/underground.ts";
import type { LineClass } from "../../twin/lines.ts";
import { number } from "../format.ts";
import { Panel } from "../panels/Panel.tsx";
import { useGlobe } from "../stores/globe.ts";
import { useStudy } from "../stores/study.ts";
import { Estimated } from "./AskPanel.tsx";
import { Fault } from "./Drawing.tsx";
import { useStudies } from "./studies.ts";
import {
  assumedDepth,
  closeUnder,
  moveSection,
  openSection,
  openUnder,
  PIPE_COLOURS,
  PIPES_WITHIN_M,
  sectionOffset,
  setGround,
  setSection,
  turnSection,
} from "./under.ts";

const SECTION_REACH_M = 600;

export function UnderPanel() {
  const { t } = useTranslation();
  const { ground, section } = useStudy();
  const { pipes, fault } = useStudies();
  const webgl = useGlobe((store) => store.webgl);
  return (
    <Panel title={t("study.under.title")} className="plan-under">
      {!webgl && <Fault words={t("study.under.noWebgl")} />}
      <div className="plan-buttons">
        <button
          type="button"
          className="ghost"
          aria-pressed={ground !== null}
          onClick={() => (ground === null ? openUnder() : setGround(null))}
        >
          {t("study.under.seeThrough")}
        </button>
        <button
          type="button"
          className="ghost"
          aria-pressed={section !== null}
          onClick={() => (section === null ? openSection() : setSection(null))}
        >
          {t("study.under.section")}
        </button>
        <button type="button" className="ghost" onClick={closeUnder}>
          {t("study.under.end")}
        </button>
      </div>
      {ground !== null && (
        <label className="plan-slide">
          {t("study.under.opacity", { percent: Math.round(ground * 100) })}
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={Math.round(ground * 100)}
            aria-valuetext={`${Math.round(ground * 100)} %`}
            onChange={(event) => setGround(event.target.valueAsNumber / 100)}
          />
        </label>
      )}
      {section !== null && (
        <>
          <label className="plan-slide">
            {t("study.under.move", { metres: sectionOffset() })}
            <input
              type="range"
              min={-SECTION_REACH_M}
              max={SECTION_REACH_M}
              step={5}
              value={sectionOffset()}
              aria-valuetext={`${sectionOffset()} m`}
              onChange={(event) => moveSection(event.target.valueAsNumber)}
            />
          </label>
          <label className="plan-slide">
            {t("study.under.turn", { degrees: Math.round(section.heading) })}
            <input
              type="range"
              min={0}
              max={359}
              step={1}
              value={Math.round(section.heading) % 360}
              aria-valuetext={`${Math.round(section.heading)}°`}
              onChange={(event) => turnSection(event.target.valueAsNumber)}
            />
          </label>
          <p className="quiet">{t("study.under.sectionHow", { depth: SECTION_DEPTH_M })}</p>
        </>
      )}
      <Fault words={fault?.of === "under" ? fault.words : null} />
      {ground !== null && pipes && <Pipes />}
    </Panel>
  );
}

/** Pipes shown, by what they carry: how many, how deep, and whether anybody said so. */
function Pipes() {
  const { t } = useTranslation();
  const pipes = useStudies((store) => store.pipes);
  if (!pipes) return null;
  const classes = [...new Set(pipes.pipes.map(({ klass }) => klass))];
  const depths = (klass: LineClass): string => {
    const own = pipes.pipes.filter((pipe) => pipe.klass === klass && !pipe.assumed).map(({ depth }) => depth);
    return own.length === 0 ? "" : `${number(Math.min(...own), 1)}–${number(Math.max(...own), 1)} m`;
  };
  return (
    <>
      <table className="plan-table" aria-label={t("study.under.pipes")}>
        <thead>
          <tr>
            <th scope="col">{t("study.under.pipes")}</th>
            <th scope="col">{t("planning.count")}</th>
            <th scope="col">{t("study.under.depth")}</th>
          </tr>
        </thead>
        <tbody>
          {classes.map((klass) => (
            <tr key={klass}>
              <th scope="row">
                <span className="plan-swatch" style={{ background: PIPE_COLOURS[klass] }} />
                {t(`planning.line.${klass}`)}
              </th>
              <td>{number(pipes.pipes.filter((pipe) => pipe.klass === klass).length, 0)}</td>
              <td>
                {depths(klass)}{" "}
                {pipes.pipes.some((pipe) => pipe.klass === klass && pipe.assumed) && (
                  <>
                    {t("study.under.assumed", { depth: number(assumedDepth(klass), 1) })} <Estimated />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="plan-lacking" aria-label={t("planning.lacks")}>
        {pipes.measured < pipes.pipes.length && <li>{t("study.under.noDepth")}</li>}
        {pipes.beyond > 0 && <li>{t("study.under.beyond", { count: pipes.beyond })}</li>}
        {pipes.cables > 0 && <li>{t("study.under.cables", { count: pipes.cables })}</li>}
        <li>{t("study.under.within", { km: number(PIPES_WITHIN_M / 1000, 1) })}</li>
      </ul>
    </>
  );
}
