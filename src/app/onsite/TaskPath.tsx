// The steps of a task in the field room, and the next one as one large button under the thumb.

import { useTranslation } from "react-i18next";
import type { PathStep } from "./path.ts";

interface Props {
  path: readonly PathStep[];
  /** Opens the form of an action. */
  onAction(id: string): void;
  /** Whether a form is open: its own button is the next step then. */
  busy: boolean;
}

export function TaskPath({ path, onAction, busy }: Props) {
  const { t } = useTranslation();
  const next = path.find(({ is }) => is === "next");
  return (
    <div className="task-path">
      <ol aria-label={t("onsite.path")}>
        {path.map(({ step, is, action }) => (
          <li key={step} className={`is-${is}`} aria-current={is === "next" ? "step" : undefined}>
            <span>{t(`onsite.step.${step}`)}</span>
            <small>{t(`onsite.stepIs.${is}`)}</small>
            {step === "work" && is === "next" && action !== null && (
              <small className="quiet">{t("onsite.optional")}</small>
            )}
          </li>
        ))}
      </ol>
      {next && !busy && (
        <div className="thumb-bar">
          {next.step === "photo" ? (
            <button
              type="button"
              className="primary"
              onClick={() => document.querySelector<HTMLInputElement>("[data-take-photo]")?.click()}
            >
              {t("onsite.do.photo")}
            </button>
          ) : (
            <button
              type="button"
              className="primary"
              disabled={next.action === null}
              onClick={() => next.action !== null && onAction(next.action)}
            >
              {t(`onsite.do.${next.step}`)}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
