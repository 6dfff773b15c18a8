// Everyday or emergency: the city's mode of operation with who switched it and why, and the plans that can be launched.

import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { OPS_MODES, type planLaunched, type planView } from "../../twin/cases/shapes.ts";
import { askHub, sendHub, whyNot } from "../api.ts";
import { newKey } from "../desk/ask.ts";
import { clock } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { Choices } from "../panels/Choices.tsx";
import { openCase } from "../stores/desk.ts";
import { useOpsMode } from "../stores/opsMode.ts";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";

type Plan = z.infer<typeof planView>;
const LEVELS = [1, 2, 3, 4] as const;

export function OperationsView() {
  return (
    <div className="operations-view desk-scroll">
      <Mode />
      <Plans />
    </div>
  );
}

function Mode() {
  const { t } = useTranslation();
  const { mode, refresh } = useOpsMode();
  const maySwitch = useMay("opsMode.switch");
  const [wanted, setWanted] = useState<(typeof OPS_MODES)[number] | null>(null);
  const [level, setLevel] = useState<number | null>(null);
  const [why, setWhy] = useState("");
  const [reason, setReason] = useState("");
  const key = useRef(newKey());
  const submit = async (): Promise<void> => {
    try {
      await sendHub("POST", "/api/ops-mode", {
        key: key.current,
        mode: wanted,
        responseLevel: wanted === "normal" ? null : level,
        reason: why,
      });
      key.current = newKey();
      setWanted(null);
      setWhy("");
      setReason("");
      await refresh();
    } catch (error) {
      setReason(whyNot(error));
    }
  };
  return (
    <section aria-label={t("opsMode.title")}>
      <h3>{t("opsMode.title")}</h3>
      {mode && (
        <p>
          <b className={`ops-mode ops-${mode.mode}`}>{t(`opsMode.${mode.mode}`)}</b>{" "}
          {mode.responseLevel !== null && <span>{t(`cases.level.${mode.responseLevel}`)}</span>}{" "}
          {mode.name !== "" && (
            <span className="quiet">
              {t("opsMode.since", { time: clock(mode.since, true), name: mode.name })} {mode.reason}
            </span>
          )}
        </p>
      )}
      {maySwitch && (
        <form
          className="action-form"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Choices
            label={t("opsMode.switchTo")}
            of={OPS_MODES.filter((name) => name !== mode?.mode)}
            chosen={wanted}
            choose={setWanted}
            words={(name) => t(`opsMode.to.${name}`)}
          />
          {wanted !== null && (
            <>
              {wanted !== "normal" && (
                <Choices
                  label={t("cases.fact.responseLevel")}
                  of={LEVELS}
                  chosen={level}
                  choose={(one) => setLevel(level === one ? null : one)}
                  words={(one) => t(`cases.level.${one}`)}
                />
              )}
              <Reason value={why} change={setWhy} />
              <button type="submit" className="primary">
                {t(`opsMode.to.${wanted}`)}
              </button>
            </>
          )}
          {reason && <p role="alert">{reason}</p>}
        </form>
      )}
      <details>
        <summary>{t("opsMode.history", { count: mode?.history.length ?? 0 })}</summary>
        <ul className="plain-list">
          {mode?.history.map((entry) => (
            <li key={entry.at}>
              {clock(entry.at, true)} · {t(`opsMode.${entry.mode}`)} · {entry.name} ·{" "}
              <span className="quiet">{entry.reason}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Plans() {
  const { t } = useTranslation();
  const [plans, setPlans] = useState<Plan[]>([]);
  const [reason, setReason] = useState("");
  const load = useCallback(async () => {
    try {
      setPlans(await askHub<Plan[]>("/api/plans"));
    } catch (error) {
      setReason(whyNot(error));
    }
  }, []);
  useEffect(() => void load(), [load]);
  return (
    <section aria-label={t("plans.title")}>
      <h3>{t("plans.title")}</h3>
      {reason && <p role="alert">{reason}</p>}
      {plans.length === 0 && <p className="quiet">{t("plans.none")}</p>}
      <ul className="plain-list plans">
        {plans.map((plan) => (
          <PlanItem key={plan.id} plan={plan} onLaunched={() => void load()} />
        ))}
      </ul>
    </section>
  );
}

function PlanItem({ plan, onLaunched }: { plan: Plan; onLaunched(): void }) {
  const { t } = useTranslation();
  const mayLaunch = useMay("plan.launch");
  const node = useView((store) => store.node);
  const [level, setLevel] = useState<number | null>(null);
  const [why, setWhy] = useState("");
  const [reason, setReason] = useState("");
  const key = useRef(newKey());
  const launch = async (): Promise<void> => {
    const { nodes } = twinNow();
    const code = node < nodes.coreCount ? nodes.columns.code[node] : undefined;
    try {
      const { case: id } = await sendHub<z.infer<typeof planLaunched>>("POST", `/api/plans/${plan.id}/launch`, {
        key: key.current,
        level,
        reason: why,
        ...(code ? { node: code } : {}),
      });
      key.current = newKey();
      onLaunched();
      openCase(id);
    } catch (error) {
      setReason(whyNot(error));
    }
  };
  return (
    <li>
      <b>{say(plan.name)}</b>
      <Choices
        label={`${say(plan.name)} ${t("cases.fact.responseLevel")}`}
        of={plan.levels.map((one) => one.level)}
        chosen={level}
        choose={(one) => setLevel(level === one ? null : one)}
        disabled={!mayLaunch}
        words={(one) => (
          <>
            {t(`cases.level.${one}`)}{" "}
            <small className="quiet">
              {t("plans.tasks", { count: plan.levels.find((each) => each.level === one)?.tasks ?? 0 })}
            </small>
          </>
        )}
      />
      {level !== null && (
        <form
          className="action-form"
          onSubmit={(event) => {
            event.preventDefault();
            void launch();
          }}
        >
          <Reason value={why} change={setWhy} />
          <button type="submit" className="primary">
            {t("plans.launch", { level: t(`cases.level.${level}`) })}
          </button>
        </form>
      )}
      {reason && <p role="alert">{reason}</p>}
      {plan.launched.map((one) => (
        <button key={one.case} type="button" className="link" onClick={() => openCase(one.case)}>
          {one.number} · {t(`cases.level.${one.level}`)} · {one.name} · {clock(one.at, true)}
        </button>
      ))}
    </li>
  );
}

function Reason({ value, change }: { value: string; change(value: string): void }) {
  const { t } = useTranslation();
  return (
    <label className="field-input">
      <span>
        {t("opsMode.reason")}
        <em aria-hidden="true"> *</em>
      </span>
      <input required maxLength={500} value={value} onChange={(event) => change(event.target.value)} />
    </label>
  );
}
