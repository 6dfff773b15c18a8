// The hub's reasons for not taking a message, in the language of the page; what it does not know stays as it came.

type Translate = (key: string, words?: Record<string, string>) => string;

export function reasonWords(reason: string, t: Translate): string {
  if (reason === "no feed takes this topic") return t("feeds.why.noFeed");
  if (reason === "no monitoring point has this code") return t("feeds.why.noPoint");
  const unit = /^unit (.*) is not (.*)$/.exec(reason);
  return unit ? t("feeds.why.unit", { given: unit[1], wanted: unit[2] }) : reason;
}
