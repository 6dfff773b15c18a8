// The question and its answer: figures by kind, lists that open, files to take along.

import { useTranslation } from "react-i18next";
import { TRAVEL } from "../../models/reach.ts";
import { byLayer, type Touched } from "../../models/touch.ts";
import { BUILDING_USES } from "../../twin/nodeTable.ts";
import { number } from "../format.ts";
import { fullNameOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { Choices } from "../panels/Choices.tsx";
import { Panel } from "../panels/Panel.tsx";
import { globeNow } from "../stores/globe.ts";
import { Drawing, Fault } from "./Drawing.tsx";
import { askAgain, cancelAsking, clearAnswer, finishPlot, removeTouched, takeFile } from "./deeds.ts";
import { NumberField } from "./NumberField.tsx";
import { FILE_TYPES } from "./protocol.ts";
import { usePlan } from "./store.ts";
import { toolOf } from "./tools.ts";

/** Rows of a list on the page; the files have them all. */
const LISTED = 200;

export function AskPanel() {
  const { t } = useTranslation();
  const { tool: id, along, metres, minutes, travel, question, progress, answer, fault, mayEdit } = usePlan();
  const tool = toolOf(id);
  const kind = tool && !tool.edits && !tool.study ? tool.id : question?.kind;
  return (
    <Panel title={t("planning.ask")} className="plan-ask">
      {tool && !tool.chooses && !tool.study && (
        <Drawing of={tool.id}>
          {id === "strip" && (
            <Choices
              label={t("planning.along.label")}
              of={["line", "drawn"] as const}
              chosen={along}
              choose={(one) => usePlan.setState({ along: one, draft: [] })}
              words={(one) => t(`planning.along.${one}`)}
            />
          )}
        </Drawing>
      )}
      {kind === "strip" && (
        <NumberField
          label={t("planning.metres")}
          value={metres}
          min={1}
          max={20000}
          unit="m"
          set={(value) => value !== undefined && usePlan.setState({ metres: value })}
        />
      )}
      {kind === "reach" && (
        <>
          <Choices
            label={t("planning.travel.label")}
            of={TRAVEL}
            chosen={travel}
            choose={(one) => usePlan.setState({ travel: one })}
            words={(one) => t(`planning.travel.${one}`)}
          />
          <NumberField
            label={t("planning.minutes")}
            value={minutes}
            min={1}
            max={120}
            unit="min"
            set={(value) => value !== undefined && usePlan.setState({ minutes: value })}
          />
        </>
      )}
      <Fault words={fault} />
      {progress !== null && (
        <div className="plan-progress" role="status">
          <progress value={progress} aria-label={t("planning.working")} />
          <span>{t("planning.working")}</span>
          <button type="button" className="ghost" onClick={cancelAsking}>
            {t("planning.cancel")}
          </button>
        </div>
      )}
      {(!tool || tool.study) && !question && !fault && <p className="quiet">{t("planning.askHint")}</p>}
      {answer && question && (
        <>
          <Result touched={answer.touched} />
          <div className="plan-buttons">
            {FILE_TYPES.map((as) => (
              <button key={as} type="button" className="ghost" onClick={() => void takeFile(as)}>
                {t(`planning.file.${as}`)}
              </button>
            ))}
            <button type="button" className="ghost" onClick={askAgain}>
              {t("planning.again")}
            </button>
            {question.kind === "area" && mayEdit && (
              <button type="button" className="ghost" onClick={() => finishPlot(question.outline)}>
                {t("planning.asPlot")}
              </button>
            )}
            {mayEdit && answer.touched.buildings.length > 0 && (
              <button type="button" className="ghost" onClick={() => void removeTouched()}>
                {t("planning.removeTouched")}
              </button>
            )}
            <button type="button" className="ghost" onClick={clearAnswer}>
              {t("planning.clear")}
            </button>
          </div>
        </>
      )}
    </Panel>
  );
}

function Result({ touched }: { touched: Touched }) {
  const { t } = useTranslation();
  const { buildings, floor, covered, highest, people, facilities, points, equipment, networks, lacking, reached } =
    touched;
  const floorArea = floor.reduce((sum, area) => sum + area, 0);
  const lengths = byLayer(networks);
  const lacks = (what: Touched["lacking"][number]): boolean => lacking.includes(what);
  const roads = reached?.lengthByClass.reduce((sum, one) => sum + one, 0);
  return (
    <>
      <table className="plan-table" aria-label={t("planning.result")}>
        <thead>
          <tr>
            <th scope="col">{t("planning.what")}</th>
            <th scope="col">{t("planning.count")}</th>
            <th scope="col">{t("planning.more")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("planning.buildings")}</th>
            <td>{number(lacks("buildings") ? null : buildings.length, 0)}</td>
            <td>
              {t("planning.floorArea")} {number(floorArea, 0)} m² <Estimated /> · {t("planning.covered")}{" "}
              {number(covered, 0)} m² · {t("planning.highest")} {number(highest, 0)} m
            </td>
          </tr>
          <tr>
            <th scope="row">{t("planning.limited.residents")}</th>
            <td>{number(people?.residents, 0)}</td>
            <td>
              {people ? (
                <>
                  {t("planning.jobs")} {number(people.jobs, 0)} <Estimated />
                  <small className="quiet">{t("planning.refs", { refs: people.refs.join("; ") || "—" })}</small>
                  {people.without.length > 0 && (
                    <small className="quiet">
                      {t("planning.withoutFigures", { uses: people.without.map((use) => t(`use.${use}`)).join(" · ") })}
                    </small>
                  )}
                </>
              ) : (
                t("planning.noFigures")
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">{t("planning.facilities")}</th>
            <td>{number(facilities.length, 0)}</td>
            <td />
          </tr>
          <tr>
            <th scope="row">{t("planning.points")}</th>
            <td>{number(points.length, 0)}</td>
            <td>
              {t("planning.equipment")} {number(equipment.length, 0)}
            </td>
          </tr>
          {roads === undefined ? (
            (["roads", "rails", "pipes"] as const).map((layer) => (
              <tr key={layer}>
                <th scope="row">{t(`layers.${layer}`)}</th>
                <td>{number(networks.filter(({ klass }) => layerOf(klass) === layer).length, 0)}</td>
                <td>{t("planning.inside", { km: number(lengths[layer] / 1000, 2) })}</td>
              </tr>
            ))
          ) : (
            <tr>
              <th scope="row">{t("planning.reachedRoads")}</th>
              <td>{number(roads / 1000, 1)} km</td>
              <td>{t("planning.toRoad", { metres: number(reached?.startMetres ?? 0, 0) })}</td>
            </tr>
          )}
        </tbody>
      </table>
      {touched.squareMetres !== null && (
        <p className="quiet">{t("planning.area", { hectares: number(touched.squareMetres / 10_000, 2) })}</p>
      )}
      {lacking.length > 0 && (
        <ul className="plan-lacking" aria-label={t("planning.lacks")}>
          {lacking.map((what) => (
            <li key={what}>{t(`planning.lacking.${what}`)}</li>
          ))}
        </ul>
      )}
      <Uses floor={floor} />
      <Slots title={t("planning.buildings")} slots={buildings} words={nameOf} />
      <Slots title={t("planning.facilities")} slots={facilities} words={nameOf} />
      <Slots title={t("planning.points")} slots={points} words={fullNameOf} />
      <Lines touched={touched} />
    </>
  );
}

export function Estimated() {
  const { t } = useTranslation();
  return <span className="live-tag live-estimated">{t("liveness.estimated")}</span>;
}

const layerOf = (klass: Touched["networks"][number]["klass"]): string =>
  klass === "rail" || klass === "metro" ? "rails" : /-(pipe|line)$/.test(klass) ? "pipes" : "roads";

function Uses({ floor }: { floor: Float64Array }) {
  const { t } = useTranslation();
  const uses = BUILDING_USES.map((use, i) => ({ use, area: floor[i] })).filter(({ area }) => area > 0);
  if (uses.length === 0) return null;
  return (
    <details>
      <summary>{t("planning.byUse")}</summary>
      <ul className="plan-list">
        {uses
          .sort((a, b) => b.area - a.area)
          .map(({ use, area }) => (
            <li key={use}>
              {t(`use.${use}`)} <span>{number(area, 0)} m²</span>
            </li>
          ))}
      </ul>
    </details>
  );
}

/** A list that opens; a press flies there. */
function Slots({ title, slots, words }: { title: string; slots: Uint32Array; words(slot: number): string }) {
  const { t } = useTranslation();
  if (slots.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({number(slots.length, 0)})
      </summary>
      <ul className="plan-list" aria-label={title}>
        {[...slots.subarray(0, LISTED)].map((slot) => (
          <li key={slot}>
            <button type="button" className="link" onClick={() => go(slot)}>
              {words(slot)}
            </button>
          </li>
        ))}
      </ul>
      {slots.length > LISTED && <p className="quiet">{t("planning.moreInFile", { count: slots.length - LISTED })}</p>}
    </details>
  );
}

function Lines({ touched: { networks } }: { touched: Touched }) {
  const { t } = useTranslation();
  const paths = usePlan((store) => store.answer?.paths);
  if (networks.length === 0) return null;
  const fly = (i: number, slot: number): void => {
    const path = slot >= 0 ? undefined : paths?.[i];
    if (slot >= 0) go(slot);
    if (!path) return;
    const [lons, lats] = [path.map(([lon]) => lon), path.map(([, lat]) => lat)];
    globeNow()?.flyToExtent([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
  };
  return (
    <details>
      <summary>
        {t("planning.networks")} ({number(networks.length, 0)})
      </summary>
      <ul className="plan-list" aria-label={t("planning.networks")}>
        {networks.slice(0, LISTED).map(({ row, name, klass, metres, slot }, i) => (
          <li key={row}>
            <button type="button" className="link" onClick={() => fly(i, slot)}>
              {name || t(`planning.line.${klass}`)}
            </button>
            <span>
              {t(`planning.line.${klass}`)} {number(metres, 0)} m
            </span>
          </li>
        ))}
      </ul>
      {networks.length > LISTED && (
        <p className="quiet">{t("planning.moreInFile", { count: networks.length - LISTED })}</p>
      )}
    </details>
  );
}
