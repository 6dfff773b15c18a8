// Under the ground: how much the ground covers, which pipes are shown and how deep, and a section through it all.

import { useTranslation } from "react-i18next";
import { SECTION_DEPTH_M } from "../../globe/underground.ts";
import { Panel } from "../panels/Panel.tsx";
import { useGlobe } from "../stores/globe.ts";
import { useStudy } from "../stores/study.ts";
import { Drawing, Fault } from "./Drawing.tsx";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";
import { PipesShown, PitFigures } from "./UnderFigures.tsx";
import {
  closeUnder,
  fillPit,
  moveSection,
  openSection,
  openUnder,
  sectionOffset,
  setGround,
  setSection,
  turnSection,
} from "./under.ts";

const SECTION_REACH_M = 600;

export function UnderPanel() {
  const { t } = useTranslation();
  const { ground, section, pit } = useStudy();
  const drawing = usePlan((store) => store.tool === "pit");
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
        <button
          type="button"
          className="ghost"
          aria-pressed={drawing || pit !== null}
          onClick={() => {
            if (!drawing && pit === null) usePlan.setState({ tool: "pit", draft: [] });
            else if (drawing) usePlan.setState({ tool: null, draft: [] });
            else fillPit();
          }}
        >
          {t("study.under.pit")}
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
      <Drawing of="pit" />
      {pit !== null && <PitFigures />}
      <Fault words={fault?.of === "under" ? fault.words : null} />
      {ground !== null && pipes && <PipesShown pipes={pipes} />}
    </Panel>
  );
}
