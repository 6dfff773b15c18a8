// The divider: today on its left, the scenario on its right; dragged, or moved by the arrow keys.

import { useTranslation } from "react-i18next";
import { useScenario } from "../stores/scenario.ts";

const STEP = 0.02;
const clamp = (share: number): number => Math.min(0.98, Math.max(0.02, share));

export function Divider() {
  const { t } = useTranslation();
  const split = useScenario((store) => store.split);
  if (split === null) return null;
  const move = (share: number): void => useScenario.setState({ split: Math.round(clamp(share) * 1000) / 1000 });
  return (
    <div className="plan-split">
      <span className="plan-side plan-side-left" style={{ right: `${(1 - split) * 100}%` }}>
        {t("planning.today")}
      </span>
      <span className="plan-side plan-side-right" style={{ left: `${split * 100}%` }}>
        {t("planning.scenario")}
      </span>
      <div
        className="plan-divider"
        role="slider"
        tabIndex={0}
        aria-label={t("planning.divider")}
        aria-valuemin={2}
        aria-valuemax={98}
        aria-valuenow={Math.round(split * 100)}
        aria-valuetext={t("planning.dividerValue", { share: Math.round(split * 100) })}
        style={{ left: `${split * 100}%` }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const box = event.currentTarget.parentElement?.getBoundingClientRect();
          if (box) move((event.clientX - box.left) / box.width);
        }}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -STEP, ArrowRight: STEP, PageDown: -5 * STEP, PageUp: 5 * STEP }[event.key];
          if (by === undefined && event.key !== "Home" && event.key !== "End") return;
          event.preventDefault();
          event.stopPropagation();
          move(by === undefined ? (event.key === "Home" ? 0 : 1) : split + by);
        }}
      />
    </div>
  );
}
