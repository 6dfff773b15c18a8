// The time bar over the whole app: turns the twin back to any kept moment, plays it, and comes back to now in one click.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "../format.ts";
import { nameOf } from "../names.ts";
import { goLive, goToMark, openTimeBar, pause, play, refreshExtent, SPEEDS, seek, spanOf } from "../replay.ts";
import { SPANS_MS, useReplay } from "../stores/replay.ts";

const REFRESH_MS = 10_000;
/** A press of an arrow key moves by this share of the span. */
const STEP_SHARE = 1 / 200;

/** Opens the bar from the head of the room. */
export function TimeBarButton() {
  const { t } = useTranslation();
  const open = useReplay((store) => store.open);
  return (
    <button
      type="button"
      className="ghost replay-open"
      aria-expanded={open}
      onClick={() => (open ? goLive() : openTimeBar())}
    >
      {t("replay.open")}
    </button>
  );
}

/** Says loudly that what is on screen is not now. */
export function ReplayBanner() {
  const { t } = useTranslation();
  const replay = useReplay((store) => store.replay);
  if (!replay) return null;
  return (
    <div className="replay-banner" role="status">
      <strong>{t("replay.banner")}</strong>
      <time dateTime={Number.isFinite(replay.at) ? new Date(replay.at).toISOString() : undefined}>
        {clock(replay.at, true)}
      </time>
      <span>{replay.playing ? t("replay.speedNow", { speed: replay.speed }) : t("replay.paused")}</span>
      <button type="button" onClick={goLive}>
        {t("replay.live")}
      </button>
    </div>
  );
}

export function TimeBar() {
  const { t } = useTranslation();
  const { open, extent, reason } = useReplay();
  useEffect(() => {
    if (!open) return;
    void refreshExtent();
    const timer = setInterval(() => void refreshExtent(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [open]);
  if (!open) return null;
  return (
    <section className="time-bar" aria-label={t("replay.label")}>
      {reason ? (
        <p role="alert">{t("replay.noHistory", { reason })}</p>
      ) : extent ? (
        <Controls />
      ) : (
        <p>{t("replay.empty")}</p>
      )}
      <button type="button" className="time-bar-live" onClick={goLive}>
        {t("replay.live")}
      </button>
    </section>
  );
}

function Controls() {
  const { t } = useTranslation();
  const { replay, spanMs, marks, markTotal } = useReplay();
  const { from, to } = spanOf();
  const at = replay && Number.isFinite(replay.at) ? replay.at : to;
  const speed = replay?.speed ?? 60;
  return (
    <>
      <button
        type="button"
        className="time-bar-play"
        aria-label={t(replay?.playing ? "replay.pause" : "replay.play")}
        onClick={() => (replay?.playing ? pause() : play(speed))}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={replay?.playing ? "M7 5h4v14H7ZM13 5h4v14h-4Z" : "M8 5l12 7-12 7Z"} />
        </svg>
      </button>
      <label>
        <span>{t("replay.speed")}</span>
        <select
          value={speed}
          onChange={({ currentTarget }) => {
            play(Number(currentTarget.value));
            if (replay && !replay.playing) pause();
          }}
        >
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {t("replay.times", { speed: each })}
            </option>
          ))}
        </select>
      </label>
      <div className="time-bar-track">
        <Marks from={from} to={to} />
        <input
          type="range"
          aria-label={t("replay.moment")}
          aria-valuetext={clock(at, true)}
          min={from}
          max={to}
          step={Math.max(1000, Math.round((to - from) * STEP_SHARE))}
          value={at}
          onChange={({ currentTarget }) => seek(Number(currentTarget.value))}
        />
        <div className="time-bar-ends">
          <time>{clock(from, true)}</time>
          <output>
            {clock(at, true)}
            {replay?.waiting && ` · ${t("replay.waiting")}`}
            {replay?.reason && ` · ${replay.reason}`}
          </output>
          <time>{clock(to, true)}</time>
        </div>
      </div>
      <fieldset className="time-bar-marks" aria-label={t("replay.marks", { count: markTotal })}>
        <button type="button" className="ghost" disabled={marks.length === 0} onClick={() => goToMark(-1)}>
          {t("replay.previousMark")}
        </button>
        <span>{t("replay.marks", { count: markTotal })}</span>
        <button type="button" className="ghost" disabled={marks.length === 0} onClick={() => goToMark(1)}>
          {t("replay.nextMark")}
        </button>
      </fieldset>
      <label>
        <span>{t("replay.span")}</span>
        <select
          value={spanMs}
          onChange={({ currentTarget }) => {
            useReplay.setState({ spanMs: Number(currentTarget.value) });
            void refreshExtent();
          }}
        >
          {SPANS_MS.map((span) => (
            <option key={span} value={span}>
              {span > 0 ? t("replay.hours", { count: span / 3_600_000 }) : t("replay.all")}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** A tick where an alarm began, as high as it is severe. */
function Marks({ from, to }: { from: number; to: number }) {
  const marks = useReplay((store) => store.marks);
  return (
    <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
      {marks.map(({ t, slot, severity }) => (
        <rect
          key={`${t} ${slot}`}
          className={`mark-${severity}`}
          x={((t - from) / Math.max(1, to - from)) * 998}
          y={12 - 2.4 * severity}
          width={2}
          height={2.4 * severity}
        >
          <title>{`${clock(t, true)} ${nameOf(slot)}`}</title>
        </rect>
      ))}
    </svg>
  );
}
