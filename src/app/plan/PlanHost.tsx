// The planner's tools over the map: the bar, keys while something is drawn, the divider between today and the scenario.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useScenario } from "../stores/scenario.ts";
import { useSession } from "../stores/session.ts";
import { useStudy } from "../stores/study.ts";
import { writeUrl } from "../url.ts";
import { Divider } from "./Divider.tsx";
import { compareNow, openScenario, scenarioInHand } from "./deeds.ts";
import { finish, followPlan, leaveTool } from "./picture.ts";
import { forgetCity } from "./planner.ts";
import { redo, undo, usePlan } from "./store.ts";
import { lightUp } from "./sunDeeds.ts";
import { TOOLS, toolOf } from "./tools.ts";
import { closeUnder, openUnder } from "./under.ts";

const COMPARE_REST_MS = 300;

export default function PlanHost() {
  const { t } = useTranslation();
  const { tool: id, open, mayEdit } = usePlan();
  const person = useSession((store) => store.info?.person?.id);
  const mayKeep = useSession(
    ({ info }) => info === null || info.grants.some(({ permissions }) => permissions.includes("scenario.edit")),
  );
  const scenario = useScenario((store) => store.id);
  const split = useScenario((store) => store.split);
  const body = usePlan((store) => store.body);
  const { sun, ground, section, pit } = useStudy();
  const under = [ground, section, pit].some((study) => study !== null);
  const tool = toolOf(id);

  useEffect(() => followPlan(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever signs in anew may have other tables
  useEffect(() => () => forgetCity(), [person]);
  useEffect(() => {
    if (scenario !== null && scenario !== scenarioInHand()) void openScenario(scenario);
  }, [scenario]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows what is in hand
  useEffect(() => writeUrl("replace"), [scenario, split, sun, ground, section, pit]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another body, other figures
  useEffect(() => {
    const rest = setTimeout(() => void compareNow(), COMPARE_REST_MS);
    return () => clearTimeout(rest);
  }, [body]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement | null;
      if (target && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
      const control = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const { tool: now, chosen } = usePlan.getState();
      let taken = true;
      if (control && key === "z") (event.shiftKey ? redo : undo)();
      else if (control && key === "y") redo();
      else if (now && key === "escape") leaveTool();
      else if (now && key === "backspace") usePlan.setState(({ draft }) => ({ draft: draft.slice(0, -1) }));
      else if (now && key === "enter" && !target?.closest("button, a, summary")) finish();
      else if (chosen && key === "escape") usePlan.setState({ chosen: null });
      else taken = false;
      if (!taken) return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the keys of the city, which would go one level up.
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, []);

  return (
    <>
      <div className="plan-top">
        <div className="plan-bar" role="toolbar" aria-label={t("planning.tools")}>
          {TOOLS.filter(({ edits, panel }) => !panel && (!edits || (mayKeep && mayEdit))).map((one) => (
            <button
              key={one.id}
              type="button"
              aria-pressed={id === one.id}
              title={t(`planning.tool.${one.id}`)}
              onClick={() => {
                usePlan.setState({ tool: id === one.id ? null : one.id, draft: [], fault: "", open: true });
                if (one.id === "sun" && id !== "sun") lightUp();
              }}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
                <path d={one.icon} />
              </svg>
              <span>{t(`planning.tool.${one.id}`)}</span>
            </button>
          ))}
          <button
            type="button"
            aria-pressed={under}
            title={t("study.under.title")}
            onClick={() => (under ? closeUnder() : openUnder())}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
              <path d="M3 8h18M6 8v8q0 3 3 3h9M12 12h6M12 15h3" />
            </svg>
            <span>{t("study.under.title")}</span>
          </button>
          <button
            type="button"
            aria-pressed={open}
            onClick={() => usePlan.setState({ open: !open, tool: null, draft: [] })}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
              <path d="M4 5h16v14H4zM14 5v14" />
            </svg>
            <span>{t("planning.panel")}</span>
          </button>
        </div>
        {tool && (
          <p className="plan-hint" role="status">
            {t(`planning.hint.${tool.id}`)}
          </p>
        )}
      </div>
      <Divider />
    </>
  );
}
