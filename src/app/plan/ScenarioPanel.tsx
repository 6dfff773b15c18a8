// Scenarios: kept ones, the one in hand with its steps and versions, the link, and the figures against today.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Compared, Figures } from "../../models/compare.ts";
import type { ScenarioHead, ScenarioVersion } from "../../twin/scenarios/shapes.ts";
import { whyNot } from "../api.ts";
import { clock, number } from "../format.ts";
import { Panel } from "../panels/Panel.tsx";
import { useScenario } from "../stores/scenario.ts";
import { useMay } from "../stores/session.ts";
import { Estimated } from "./AskPanel.tsx";
import { backTo, keepScenario, newScenario, openScenario } from "./deeds.ts";
import { listScenarios, removeScenario, versionsOf } from "./scenarioApi.ts";
import { redo, step, undo, usePlan } from "./store.ts";

export function ScenarioPanel() {
  const { t } = useTranslation();
  const { name, version, mayEdit, body, kept, past, future } = usePlan();
  const { id, split } = useScenario();
  const maySee = useMay("scenario.see");
  const mayKeep = useMay("scenario.edit") && mayEdit;
  const [remark, setRemark] = useState("");
  const [copied, setCopied] = useState(false);
  const changed = body !== kept;
  return (
    <Panel
      title={t("planning.scenario")}
      className="plan-scenario"
      aside={version === null ? t("planning.notKept") : t("planning.version", { version })}
    >
      <label className="plan-field">
        {t("planning.name")}
        <input
          type="text"
          maxLength={80}
          value={name}
          placeholder={t("planning.scenarioName")}
          disabled={!mayEdit}
          onChange={(event) => usePlan.setState({ name: event.target.value })}
        />
      </label>
      <div className="plan-buttons">
        <button type="button" className="ghost" disabled={past.length === 0} onClick={undo}>
          {t("planning.undo")}
        </button>
        <button type="button" className="ghost" disabled={future.length === 0} onClick={redo}>
          {t("planning.redo")}
        </button>
        <button
          type="button"
          className="ghost"
          aria-pressed={split !== null}
          onClick={() => useScenario.setState({ split: split === null ? 0.5 : null })}
        >
          {t("planning.sideBySide")}
        </button>
        <button type="button" className="ghost" onClick={newScenario}>
          {t("planning.fresh")}
        </button>
      </div>
      {mayKeep && (
        <form
          className="plan-keep"
          onSubmit={(event) => {
            event.preventDefault();
            void keepScenario(remark).then((done) => done && setRemark(""));
          }}
        >
          <input
            type="text"
            maxLength={400}
            value={remark}
            aria-label={t("planning.remark")}
            placeholder={t("planning.remark")}
            onChange={(event) => setRemark(event.target.value)}
          />
          <button type="submit" className="primary">
            {t("planning.keep")}
          </button>
        </form>
      )}
      {changed && version !== null && <p className="quiet">{t("planning.changed")}</p>}
      {id !== null && (
        <button
          type="button"
          className="ghost"
          onClick={() => {
            void navigator.clipboard?.writeText(location.href).then(() => setCopied(true));
          }}
        >
          {t(copied ? "planning.linkCopied" : "planning.copyLink")}
        </button>
      )}
      <Notes />
      <Comparison />
      {id !== null && <Versions id={id} version={version} />}
      {maySee && <Kept id={id} version={version} />}
    </Panel>
  );
}

function Notes() {
  const { t } = useTranslation();
  const { body, mayEdit } = usePlan();
  if (body.notes.length === 0) return null;
  const change = (id: string, text: string): void =>
    step({
      ...body,
      notes:
        text === ""
          ? body.notes.filter((one) => one.id !== id)
          : body.notes.map((one) => (one.id === id ? { ...one, text } : one)),
    });
  return (
    <ul className="plan-list" aria-label={t("planning.notes")}>
      {body.notes.map(({ id, text }) => (
        <li key={`${id} ${text}`}>
          {mayEdit ? (
            <input
              type="text"
              aria-label={t("planning.note")}
              defaultValue={text}
              maxLength={1000}
              onBlur={(event) => event.target.value.trim() !== text && change(id, event.target.value.trim())}
            />
          ) : (
            text
          )}
        </li>
      ))}
    </ul>
  );
}

const ROWS: readonly {
  name: string;
  value(figures: Figures): number | null | undefined;
  decimals: number;
  unit: string;
  estimated?: boolean;
}[] = [
  { name: "floorArea", value: ({ floorArea }) => floorArea, decimals: 0, unit: "m²" },
  { name: "residents", value: ({ people }) => people?.residents, decimals: 0, unit: "", estimated: true },
  { name: "jobs", value: ({ people }) => people?.jobs, decimals: 0, unit: "", estimated: true },
  { name: "floorAreaRatio", value: ({ floorAreaRatio }) => floorAreaRatio, decimals: 2, unit: "" },
  { name: "coverage", value: ({ coverage }) => (coverage === null ? null : coverage * 100), decimals: 1, unit: "%" },
  {
    name: "greenRatio",
    value: ({ greenRatio }) => (greenRatio === null ? null : greenRatio * 100),
    decimals: 1,
    unit: "%",
  },
  { name: "heightMetres", value: ({ heightMetres }) => heightMetres, decimals: 1, unit: "m" },
  { name: "buildingsCount", value: ({ buildings }) => buildings, decimals: 0, unit: "" },
];

function Comparison() {
  const { t } = useTranslation();
  const { comparison, body } = usePlan();
  if (!comparison || comparison.rows.length === 0) return null;
  const nameOf = ({ plot }: Compared): string =>
    body.plots.find(({ id }) => id === plot)?.name ?? t("planning.elsewhere");
  return (
    <>
      {comparison.rows.map((row) => (
        <table key={row.plot ?? ""} className="plan-table" aria-label={t("planning.against", { name: nameOf(row) })}>
          <caption>{nameOf(row)}</caption>
          <thead>
            <tr>
              <th scope="col">{t("planning.indicator")}</th>
              <th scope="col">{t("planning.today")}</th>
              <th scope="col">{t("planning.scenario")}</th>
              <th scope="col">{t("planning.difference")}</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map(({ name, value, decimals, unit, estimated }) => {
              const [today, after] = [value(row.today), value(row.after)];
              const apart = today == null || after == null ? null : after - today;
              return (
                <tr key={name}>
                  <th scope="row">
                    {t(`planning.limited.${name}`)} {unit && <small className="quiet">{unit}</small>}{" "}
                    {estimated && <Estimated />}
                  </th>
                  <td>{number(today, decimals)}</td>
                  <td>{number(after, decimals)}</td>
                  <td>
                    {apart !== null && apart > 0 ? "+" : ""}
                    {number(apart, decimals)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
      <p className="quiet">{t("planning.comparedHow")}</p>
    </>
  );
}

function Versions({ id, version }: { id: number; version: number | null }) {
  const { t } = useTranslation();
  const mayEdit = usePlan((store) => store.mayEdit);
  const [list, setList] = useState<ScenarioVersion[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a new list
  useEffect(() => {
    let gone = false;
    void versionsOf(id).then(
      (versions) => !gone && setList(versions),
      () => !gone && setList([]),
    );
    return () => {
      gone = true;
    };
  }, [id, version]);
  return (
    <details>
      <summary>{t("planning.versions", { count: list.length })}</summary>
      <ul className="plan-list" aria-label={t("planning.versionsOf")}>
        {list.map((one) => (
          <li key={one.version}>
            <span>
              {t("planning.version", { version: one.version })} {one.by} {clock(one.at, true)} {one.remark}
            </span>
            {mayEdit && (
              <button type="button" className="link" onClick={() => void backTo(id, one.version)}>
                {t("planning.goBack")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Kept({ id, version }: { id: number | null; version: number | null }) {
  const { t } = useTranslation();
  const [list, setList] = useState<ScenarioHead[]>([]);
  const [why, setWhy] = useState("");
  const [again, setAgain] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept changes the list
  useEffect(() => {
    let gone = false;
    listScenarios().then(
      (scenarios) => !gone && setList(scenarios),
      (error: unknown) => !gone && setWhy(whyNot(error)),
    );
    return () => {
      gone = true;
    };
  }, [id, version, again]);
  const drop = async (head: ScenarioHead): Promise<void> => {
    try {
      await removeScenario(head.id, head.version);
      if (head.id === id) newScenario();
    } catch (error) {
      setWhy(whyNot(error));
    }
    setAgain(again + 1);
  };
  return (
    <details>
      <summary>{t("planning.kept", { count: list.length })}</summary>
      {why && (
        <p role="alert" className="plan-fault">
          {why}
        </p>
      )}
      <ul className="plan-list" aria-label={t("planning.keptOf")}>
        {list.map((head) => (
          <li key={head.id}>
            <button
              type="button"
              className="link"
              aria-current={head.id === id}
              onClick={() => void openScenario(head.id)}
            >
              {head.name}
            </button>
            <span>
              {t("planning.version", { version: head.version })} {head.changedBy} {clock(head.changedAt, true)}
            </span>
            {head.mayEdit && (
              <button type="button" className="ghost" onClick={() => void drop(head)}>
                {t("planning.drop")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
