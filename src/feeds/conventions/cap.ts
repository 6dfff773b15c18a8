// CAP 1.0–1.2: public warnings as XML. Documents with a DOCTYPE are refused: nothing of a warning needs entities.

import { SaxesParser } from "saxes";
import { CAP_STATUS, CAP_TYPE, type CapAlert, type CapArea, type CapInfo } from "../../twin/alerts.ts";
import { DecodeError, textOf } from "../decodeError.ts";
import { type MakeDecoder, templateParts } from "../decoder.ts";
import { readSourceTime } from "../sourceTime.ts";

interface Element {
  name: string;
  text: string;
  children: Element[];
}

const MOST_ELEMENTS = 20_000;
const DEEPEST = 12;
/** Beyond, the outline of a country is too fine for a globe, and the memory of the hub too small. */
const MOST_POINTS = 50_000;
const LARGEST = 2 ** 20;
/** A key of a replaced message is remembered: it must not be long. */
const LONGEST_NAME = 500;

/** The document as elements without prefixes. @throws DecodeError */
function treeOf(xml: string): Element {
  const top: Element = { name: "", text: "", children: [] };
  const open = [top];
  let count = 0;
  const parser = new SaxesParser({ xmlns: false });
  const refuse = (reason: string): never => {
    throw new DecodeError(reason);
  };
  parser.on("error", (error) => refuse(`not XML: ${error.message.slice(0, 200)}`));
  parser.on("doctype", () => refuse("has a DOCTYPE, which no warning needs"));
  parser.on("opentag", ({ name }) => {
    if (++count > MOST_ELEMENTS || open.length > DEEPEST) refuse("has too many elements");
    const element: Element = { name: name.slice(name.indexOf(":") + 1), text: "", children: [] };
    open[open.length - 1].children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => open.pop());
  const addText = (text: string): void => {
    open[open.length - 1].text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(xml).close();
  return top;
}

const all = ({ children }: Element, name: string): Element[] => children.filter((child) => child.name === name);
const textIn = (element: Element, name: string): string => all(element, name)[0]?.text.trim() ?? "";

function needed(element: Element, name: string): string {
  const text = textIn(element, name);
  if (text === "") throw new DecodeError(`<${element.name}> has no <${name}>`);
  return text;
}

function oneOf<T extends string>(element: Element, name: string, words: readonly T[]): T {
  const text = needed(element, name);
  const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
  if (!word) throw new DecodeError(`<${name}> is "${text.slice(0, 40)}", expected ${words.join(", ")}`);
  return word;
}

/** A word of CAP in its own spelling whatever the case; other words as they are, since a warning must not be lost for one. */
function wordIn(element: Element, name: string, words: readonly string[]): string {
  const text = needed(element, name).slice(0, 100);
  return words.find((each) => each.toLowerCase() === text.toLowerCase()) ?? text;
}

function nameIn(element: Element, name: string): string {
  const text = needed(element, name);
  if (text.length > LONGEST_NAME) throw new DecodeError(`<${name}> has ${text.length} characters`);
  return text;
}

const timeIn = (element: Element, name: string, timeZone: string): number => {
  const text = textIn(element, name);
  return text === "" ? Number.NaN : readSourceTime(text, timeZone);
};

/** "38.47,-120.14 38.34,-119.95 …": latitude first, closed. */
function ringOf(text: string): [number, number][] {
  const ring = text
    .trim()
    .split(/\s+/)
    .map((pair): [number, number] => {
      const [lat, lon] = pair.split(",").map(Number);
      if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
        throw new DecodeError(`polygon: "${pair.slice(0, 40)}" is no "lat,lon"`);
      return [lon, lat];
    });
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (ring.length < 4 || first[0] !== last[0] || first[1] !== last[1])
    throw new DecodeError("polygon: fewer than four points, or the last is not the first");
  return ring;
}

/** "lat,lon radius" in km. */
function circleOf(text: string): CapArea["circles"][number] {
  const [, lat, lon, km] = /^\s*(-?[\d.]+),(-?[\d.]+)\s+([\d.]+)\s*$/.exec(text) ?? [];
  if (km === undefined || !(Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180))
    throw new DecodeError(`circle: "${text.trim().slice(0, 40)}" is no "lat,lon radius"`);
  return { lon: Number(lon), lat: Number(lat), radiusMetres: Number(km) * 1000 };
}

const areaOf = (element: Element): CapArea => ({
  description: textIn(element, "areaDesc"),
  polygons: all(element, "polygon").map(({ text }) => ringOf(text)),
  circles: all(element, "circle").map(({ text }) => circleOf(text)),
  geocodes: all(element, "geocode").map((code) => ({ name: textIn(code, "valueName"), value: textIn(code, "value") })),
});

const URGENCIES = ["Immediate", "Expected", "Future", "Past", "Unknown"];
const SEVERITIES = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"];
const CERTAINTIES = ["Observed", "Likely", "Possible", "Unlikely", "Unknown"];

const infoOf = (element: Element, timeZone: string): CapInfo => ({
  language: textIn(element, "language") || "en-US",
  event: needed(element, "event"),
  headline: textIn(element, "headline"),
  description: textIn(element, "description"),
  instruction: textIn(element, "instruction"),
  urgency: wordIn(element, "urgency", URGENCIES),
  severity: wordIn(element, "severity", SEVERITIES),
  certainty: wordIn(element, "certainty", CERTAINTIES),
  effective: timeIn(element, "effective", timeZone),
  expires: timeIn(element, "expires", timeZone),
  senderName: textIn(element, "senderName"),
  areas: all(element, "area").map(areaOf),
});

/** @param timeZone IANA name, for times without a zone @throws DecodeError with what is wrong */
export function readCap(payload: Uint8Array, timeZone: string): CapAlert {
  if (payload.length > LARGEST) throw new DecodeError(`${payload.length} bytes, at most ${LARGEST} are read`);
  const alert = treeOf(textOf(payload)).children.find(({ name }) => name === "alert");
  if (!alert) throw new DecodeError("has no <alert>");
  const infos = all(alert, "info").map((info) => infoOf(info, timeZone));
  let points = 0;
  for (const { areas } of infos)
    for (const { polygons, circles } of areas)
      points += polygons.reduce((sum, ring) => sum + ring.length, circles.length);
  if (points > MOST_POINTS) throw new DecodeError(`areas of ${points} points, at most ${MOST_POINTS}`);
  return {
    identifier: nameIn(alert, "identifier"),
    sender: nameIn(alert, "sender"),
    sent: readSourceTime(needed(alert, "sent"), timeZone),
    status: oneOf(alert, "status", CAP_STATUS),
    msgType: oneOf(alert, "msgType", CAP_TYPE),
    scope: needed(alert, "scope"),
    references: textIn(alert, "references")
      .split(/\s+/)
      .filter((reference) => reference !== "" && reference.length <= 3 * LONGEST_NAME),
    infos,
  };
}

export const cap: MakeDecoder = (feed, timeZone, events) => {
  const { template: _template, ...parts } = templateParts(feed);
  return {
    ...parts,
    decode(_topic, payload) {
      events.alert(readCap(payload, timeZone));
      return 1;
    },
  };
};
