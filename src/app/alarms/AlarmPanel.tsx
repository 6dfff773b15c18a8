// The live alarm list of the wall and the field room: worst and newest first, by groups of one cause, calm under the hand.

import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { useFresh } from "../fresh.ts";
import { nameOf } from "../names.ts";
import { Panel } from "../panels/Panel.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useNow } from "../panels/useNow.ts";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { AlarmLine } from "./AlarmLine.tsx";
import { DeedBar } from "./DeedBar.tsx";
import { placeInHand } from "./place.ts";
import { chosenAlarms, MOST_LINES, more, refresh, reload, show, useAlarms } from "./store.ts";

/** Follows the hub's hints, not faster than an eye. */
const PACE = { restMs: 1500, everyMs: 15_000 };
const SEVERITIES = [5, 4, 3, 2] as const;
const BULK = ["acknowledge", "shelve", "unshelve", "comment"];

export function AlarmPanel() {
  const { t } = useTranslation();
  const now = useNow(5000);
  const { lines, next, total, unacknowledged, fresh, chosen, reason, place, hidden } = useAlarms();
  const mayAcknowledge = useMay("alarm.acknowledge");
  const mayShelve = useMay("alarm.shelve");
  const canChoose = mayAcknowledge || mayShelve;
  const list = useRef<HTMLDivElement>(null);
  useFresh("alarms", refresh, PACE);
  usePlace();
  const { nodes } = twinNow();
  const slot = nodes.slotOf(place);
  const chosenLines = lines.filter(({ key }) => chosen.has(key));
  const touch = (touched: boolean): void => useAlarms.setState({ touched });
  return (
    <Panel
      title={t(hidden ? "alarms.hiddenTitle" : "alarms.title")}
      aside={
        <>
          {slot > 0 && <span className="alarm-place">{nameOf(slot)} · </span>}
          {t("alarms.counts", { total: number(total), pending: number(unacknowledged) })}{" "}
          <button type="button" className="alarm-chip" onClick={() => useAlarms.setState({ board: true })}>
            {t("alarms.boardOpen")}
          </button>
        </>
      }
      className="panel-grow alarm-panel"
    >
      <Tools />
      {/* Always there, so that news moves nothing either. */}
      <div aria-live="polite" className="alarm-news">
        {fresh > 0 ? (
          <button
            type="button"
            className="alarm-fresh"
            onClick={() => void reload().then(() => list.current?.scrollTo({ top: 0 }))}
          >
            {t("alarms.fresh", { count: fresh })}
          </button>
        ) : (
          <span className="quiet">{t("alarms.upToDate")}</span>
        )}
      </div>
      {reason && (
        <p role="alert" className="is-refused">
          {reason}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only notes that a hand is near, and moves the focus between buttons */}
      <div
        ref={list}
        className="alarm-scroll"
        onPointerEnter={() => touch(true)}
        onPointerLeave={() => touch(list.current?.contains(document.activeElement) === true)}
        onFocus={() => touch(true)}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && touch(false)}
        onKeyDown={moveFocus}
      >
        {lines.length === 0 && <p className="quiet">{t(hidden ? "alarms.noneHidden" : "alarms.none")}</p>}
        <ul className="alarm-lines" aria-label={t("alarms.title")}>
          {lines.map((line) => (
            <AlarmLine key={line.key} line={line} now={now} canChoose={canChoose} />
          ))}
        </ul>
        {next !== null && lines.length < MOST_LINES && (
          <button type="button" className="ghost alarm-next" onClick={() => void more()}>
            {t("alarms.more")}
          </button>
        )}
        {next !== null && lines.length >= MOST_LINES && (
          <p className="quiet">{t("alarms.tooMany", { count: MOST_LINES })}</p>
        )}
      </div>
      {/* Below the list, so that choosing moves nothing under the hand. */}
      {chosenLines.length > 0 && (
        <section className="alarm-chosen" aria-label={t("alarms.chosenLabel")}>
          <span>
            {t("alarms.chosen", { count: chosenLines.reduce((sum, { group }) => sum + (group?.count ?? 1), 0) })}
          </span>
          <DeedBar
            alarms={chosenLines.map(({ alarm, group }) => ({
              ...alarm,
              // A group can be acknowledged while any of it is not.
              acknowledged: alarm.acknowledged && (group?.unacknowledged ?? 0) === 0,
            }))}
            only={BULK}
            whole={() => chosenAlarms(chosen)}
            onDone={() => {
              useAlarms.setState({ chosen: new Set() });
              void reload();
            }}
          />
          <button type="button" className="ghost" onClick={() => useAlarms.setState({ chosen: new Set() })}>
            {t("alarms.chooseNone")}
          </button>
        </section>
      )}
    </Panel>
  );
}

/** Severity, what is pending, what is put aside, groups or single ones. */
function Tools() {
  const { t } = useTranslation();
  const { bySeverity, severity, pending, hidden, view, sort } = useAlarms();
  return (
    <div className="alarm-tools" role="toolbar" aria-label={t("alarms.tools")}>
      {SEVERITIES.map((each) => (
        <button
          key={each}
          type="button"
          className="alarm-chip"
          aria-pressed={severity === each}
          title={t("alarms.andWorse", { severity: t(`severity.${each}`) })}
          onClick={() => show({ severity: severity === each ? 0 : each })}
        >
          <SeverityMark severity={each} /> <b>{number(bySeverity[each] ?? 0)}</b>
        </button>
      ))}
      <button type="button" className="alarm-chip" aria-pressed={pending} onClick={() => show({ pending: !pending })}>
        {t("alarms.pending")}
      </button>
      <button type="button" className="alarm-chip" aria-pressed={hidden} onClick={() => show({ hidden: !hidden })}>
        {t("alarms.hidden")}
      </button>
      <button
        type="button"
        className="alarm-chip"
        aria-pressed={view === "groups"}
        onClick={() => show({ view: view === "groups" ? "list" : "groups" })}
      >
        {t("alarms.grouped")}
      </button>
      {view === "list" && (
        <button
          type="button"
          className="alarm-chip"
          aria-pressed={sort === "newest"}
          onClick={() => show({ sort: sort === "newest" ? "severity" : "newest" })}
        >
          {t("alarms.newestFirst")}
        </button>
      )}
    </div>
  );
}

/** Up and down through the list's own buttons. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-alarm]")];
  const line = (document.activeElement as HTMLElement | null)?.closest("li")?.querySelector("[data-alarm]");
  const to = buttons[buttons.indexOf(line as HTMLElement) + step];
  if (!to) return;
  event.preventDefault();
  to.focus();
}

/** The list is of the place in hand, but stays when the hand follows one of its alarms. */
function usePlace(): void {
  const node = useView((store) => store.node);
  useEffect(() => {
    void node;
    const place = placeInHand();
    if (place === undefined) return;
    if (place !== useAlarms.getState().place) show({ place });
  }, [node]);
}
