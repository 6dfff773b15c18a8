// What is connected and what is not: feeds with their counts and faults, topics nobody takes, and the way from one to the other.

import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { Dialog } from "../panels/Dialog.tsx";
import { useFeeds } from "../stores/feeds.ts";
import { useLive } from "../stores/live.ts";
import { useMay } from "../stores/session.ts";
import { type FeedInForce, fetchFeeds, fetchUnmapped, removeFeed, type UnmappedTopic } from "./api.ts";
import { MappingForm } from "./MappingForm.tsx";
import { reasonWords } from "./reason.ts";

const REFRESH_MS = 2000;

export default function FeedsDialog() {
  const { t } = useTranslation();
  const { feeds, topics, dropped, reason, again } = useLists();
  const lost = useLive((store) => store.status?.brokerDropped ?? 0);
  const [chosen, setChosen] = useState<UnmappedTopic | null>(null);
  const mayChange = useMay("feed.change");
  return (
    <Dialog
      title={t("feeds.title")}
      className="trend-dialog feeds-dialog"
      onClose={() => useFeeds.setState({ open: false })}
    >
      {reason && <p role="alert">{reason}</p>}
      {lost > 0 && <p className="is-refused">{t("feeds.brokerDropped", { count: lost })}</p>}
      {chosen ? (
        <MappingForm
          message={chosen}
          taken={new Set(feeds.map(({ id }) => id))}
          onDone={() => {
            setChosen(null);
            again();
          }}
        />
      ) : (
        <div className="feeds-lists">
          <section aria-label={t("feeds.unmapped")}>
            <h3>
              {t("feeds.unmapped")} <small>{topics.length}</small>
            </h3>
            {topics.length === 0 && <p className="quiet">{t("feeds.noneUnmapped")}</p>}
            {dropped > 0 && <p className="quiet">{t("feeds.dropped", { count: dropped })}</p>}
            <ul>
              {topics.map((entry) => (
                <li key={`${entry.topic}\n${entry.code}`}>
                  <code>{entry.topic}</code>
                  <span className="quiet">
                    {entry.code !== null && `${entry.code} · `}
                    {reasonWords(entry.reason, t)} · {t("feeds.times", { count: entry.count })} ·{" "}
                    {clock(entry.lastTime)}
                  </span>
                  <code className="feeds-payload">{entry.payload}</code>
                  {mayChange && (
                    <button type="button" className="ghost" onClick={() => setChosen(entry)}>
                      {t("feeds.map")}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </section>
          <section aria-label={t("feeds.inForce")}>
            <h3>
              {t("feeds.inForce")} <small>{feeds.length}</small>
            </h3>
            <ul>
              {feeds.map((feed) => (
                <Feed key={feed.id} feed={feed} onRemoved={again} />
              ))}
            </ul>
          </section>
        </div>
      )}
    </Dialog>
  );
}

function Feed({ feed, onRemoved }: { feed: FeedInForce; onRemoved: () => void }) {
  const { t } = useTranslation();
  const mayChange = useMay("feed.change");
  const [reason, setReason] = useState("");
  const { skewMs } = feed;
  return (
    <li>
      <strong>{say(feed.name)}</strong>
      <code>{feed.topic}</code>
      <span className="quiet">
        {feed.convention} · {t(`liveness.${feed.origin}`)} · {t("feeds.messages", { count: feed.messages })} ·{" "}
        {t("feeds.readings", { count: feed.readings })} ·{" "}
        {feed.lastMessageTime === null ? t("feeds.never") : clock(feed.lastMessageTime)}
        {skewMs !== null && ` · ${t("feeds.skew", { seconds: number(skewMs / 1000, 1) })}`}
      </span>
      {feed.errors > 0 && (
        <details>
          <summary>{t("feeds.errors", { count: feed.errors })}</summary>
          <ul>
            {feed.faults.slice(0, 20).map((fault) => (
              <li key={fault.topic}>
                <code>{fault.topic}</code>
                <span className="quiet">
                  {fault.reason} · {t("feeds.times", { count: fault.count })}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {feed.added && mayChange && (
        <span className="feeds-remove">
          <button
            type="button"
            className="ghost"
            onClick={() => removeFeed(feed.id).then(onRemoved, (error: Error) => setReason(error.message))}
          >
            {t("feeds.remove")}
          </button>
          {reason && <span role="alert">{reason}</span>}
        </span>
      )}
    </li>
  );
}

/** Both lists, renewed while the dialog is open. */
function useLists() {
  const [lists, setLists] = useState<{ feeds: FeedInForce[]; topics: UnmappedTopic[]; dropped: number }>({
    feeds: [],
    topics: [],
    dropped: 0,
  });
  const [reason, setReason] = useState("");
  const again = useCallback(async () => {
    try {
      const [feeds, unmapped] = await Promise.all([fetchFeeds(), fetchUnmapped()]);
      setLists({ feeds, topics: unmapped.topics, dropped: unmapped.dropped });
      setReason("");
    } catch (error) {
      setReason((error as Error).message);
    }
  }, []);
  useEffect(() => {
    void again();
    const timer = setInterval(() => void again(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [again]);
  return { ...lists, reason, again: () => void again() };
}
