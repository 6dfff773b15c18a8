// CAP 1.2 as XML out: what conventions/cap.ts reads back, with what the standard asks for besides. Texts are escaped, never markup.

import type { CapAlert, CapInfo } from "../twin/alerts.ts";

/** What a message of ours says beyond what we keep of others'. */
export interface CapOut extends Omit<CapAlert, "infos"> {
  /** Who it is for, when scope is Restricted. */
  restriction?: string;
  note?: string;
  infos: (CapInfo & { categories: string[]; responseType?: string; parameters?: { name: string; value: string }[] })[];
}

// Control characters are no XML at all, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export const xmlText = (text: string): string =>
  text.replace(FORBIDDEN, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** CAP's time: to the second, with an offset; never Z, and UTC is -00:00 (CAP 1.2, 3.3.2 [K]). @param time ms since 1970 @param timeZone IANA name */
export function capTime(time: number, timeZone: string): string {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(time)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign = "+", hours = "00", minutes = "00"] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? "") ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  const shift = (sign === "-" ? -1 : 1) * offset * 60_000;
  return `${new Date(time + shift).toISOString().slice(0, 19)}${offset === 0 ? "-" : sign}${hours}:${minutes}`;
}

const element = (name: string, text: string | undefined): string =>
  text === undefined || text === "" ? "" : `<${name}>${xmlText(text)}</${name}>`;
const at = (name: string, time: number, timeZone: string): string =>
  Number.isFinite(time) ? element(name, capTime(time, timeZone)) : "";

/** The document. @param declared whether it begins with an XML declaration @param timeZone IANA name times are written in */
export function writeCap(alert: CapOut, timeZone: string, declared = true): string {
  const infos = alert.infos.map((info) => {
    const areas = info.areas.map(({ description, polygons, circles, geocodes }) =>
      [
        "<area>",
        element("areaDesc", description || "-"),
        ...polygons.map((ring) => element("polygon", ring.map(([lon, lat]) => `${lat},${lon}`).join(" "))),
        ...circles.map(({ lon, lat, radiusMetres }) => element("circle", `${lat},${lon} ${radiusMetres / 1000}`)),
        ...geocodes.map(
          ({ name, value }) => `<geocode>${element("valueName", name)}${element("value", value)}</geocode>`,
        ),
        "</area>",
      ].join(""),
    );
    return [
      "<info>",
      element("language", info.language),
      ...info.categories.map((category) => element("category", category)),
      element("event", info.event),
      element("responseType", info.responseType),
      element("urgency", info.urgency),
      element("severity", info.severity),
      element("certainty", info.certainty),
      at("effective", info.effective, timeZone),
      at("expires", info.expires, timeZone),
      element("senderName", info.senderName),
      element("headline", info.headline),
      element("description", info.description),
      element("instruction", info.instruction),
      ...(info.parameters ?? []).map(
        ({ name, value }) => `<parameter>${element("valueName", name)}${element("value", value)}</parameter>`,
      ),
      ...areas,
      "</info>",
    ].join("");
  });
  return [
    declared ? '<?xml version="1.0" encoding="UTF-8"?>\n' : "",
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    element("identifier", alert.identifier),
    element("sender", alert.sender),
    at("sent", alert.sent, timeZone),
    element("status", alert.status),
    element("msgType", alert.msgType),
    element("scope", alert.scope),
    element("restriction", alert.restriction),
    element("note", alert.note),
    element("references", alert.references.join(" ")),
    ...infos,
    "</alert>",
  ].join("");
}
