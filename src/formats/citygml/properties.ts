// The attributes of a CityGML feature as flat properties: the standard's own, generic ones and those of extensions (uro: …).

import { setOwn } from "../parts.ts";
import { attribute, type XmlElement } from "../xml.ts";
import { childText } from "./gmlGeometry.ts";

/** Elements with geometry, other features, links or looks rather than attributes. */
const NOT_ATTRIBUTES = new Set([
  "boundedBy",
  "boundary",
  "appearance",
  "appearanceMember",
  "opening",
  "fillingSurface",
  "externalReference",
  "generalizesTo",
  "relatedTo",
  "consistsOfBuildingPart",
  "buildingPart",
  "consistsOfBridgePart",
  "consistsOfTunnelPart",
  "outerBuildingInstallation",
  "interiorBuildingInstallation",
  "buildingInstallation",
  "interiorRoom",
  "buildingRoom",
  "trafficArea",
  "auxiliaryTrafficArea",
  "trafficSpace",
  "auxiliaryTrafficSpace",
  "section",
  "intersection",
  "groupMember",
  "bbox",
  "metaDataProperty",
]);

/** Codes even where no code list is named, so that "0110" and "1100" stay alike. */
const CODES = new Set(["class", "function", "usage", "roofType"]);
/** Names that say nothing without that of the element they stand in, such as BuildingTsunamiRiskAttribute. */
const VAGUE = new Set([
  "description",
  "rank",
  "rankOrg",
  "areaType",
  "depth",
  "duration",
  "adminType",
  "scale",
  "value",
  "key",
  "name",
  "date",
]);

/** Lengths of other units are told apart by a second property. */
const METRIC = new Set(["m", "metre", "meter", "m2", "m3", "#m", "urn:adv:uom:m", "urn:ogc:def:uom:ucum::m"]);

/** Whether an element is a geometry property such as lod2Solid. */
export const isGeometry = (name: string): boolean => /^lod[0-9]/.test(name);

/**
 * Attributes by their local names: `measuredHeight`, `usage`, `buildingID` …
 * Generic attributes go by their own name, PLATEAU's key-value pairs as `keyValue.KEY`. Attributes of nested
 * elements go by the name of the innermost; when that is taken or says little (description, rank), as `Element.name`
 * and then `Element.name.2`.
 * A unit of measure that is not metres becomes `NAME_uom`. Codes (codeSpace) stay text.
 */
export function propertiesOf(feature: XmlElement): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const element of feature.children) addProperty(properties, element, feature.name, 0);
  return properties;
}

function addProperty(properties: Record<string, unknown>, element: XmlElement, owner: string, depth: number): void {
  const { name, children } = element;
  if (depth > 12 || NOT_ATTRIBUTES.has(name) || isGeometry(name)) return;
  const generic = attribute(element, "name") ?? childText(element, "name");
  if (/^(string|int|double|date|uri|measure)Attribute$/i.test(name)) {
    const value = children.find((inner) => inner.name === "value");
    if (generic && value) put(properties, generic, owner, typed(value, name), attribute(value, "uom"));
  } else if (/^genericAttributeSet$/i.test(name)) {
    const inner = propertiesOf(element);
    for (const key of Object.keys(inner)) put(properties, generic ? `${generic}.${key}` : key, owner, inner[key]);
  } else if (name === "KeyValuePairAttribute") {
    const key = childText(element, "key");
    const value = childText(element, "codeValue") || childText(element, "value");
    if (key && value) put(properties, `keyValue.${key}`, owner, value);
  } else if (name === "Height" && element.prefix !== "gen") {
    // CityGML 3: con:height / con:Height with the value and what it was measured between.
    for (const inner of children) {
      const key = inner.name === "value" ? "height" : inner.name;
      put(properties, key, "height", typed(inner, ""), attribute(inner, "uom"));
    }
  } else if (name === "address" || name === "Address" || name === "xalAddress") {
    const text = leavesOf(element).join(" ");
    if (text) put(properties, "address", owner, text);
  } else if (children.length === 0) {
    const key = depth > 0 && VAGUE.has(name) ? `${owner}.${name}` : name;
    if (element.text.trim() !== "") put(properties, key, owner, typed(element, ""), attribute(element, "uom"));
  } else {
    // Properties have lower-case names, the objects in them upper-case ones: these name what is in them.
    const inner = /^\p{Lu}/u.test(name) ? name : owner;
    for (const next of children) addProperty(properties, next, inner, depth + 1);
  }
}

function put(properties: Record<string, unknown>, name: string, owner: string, value: unknown, uom?: string): void {
  let key = name;
  for (let n = 1; Object.hasOwn(properties, key); n++) {
    if (properties[key] === value) return;
    const qualified = name.startsWith(`${owner}.`) ? name : `${owner}.${name}`;
    key = n === 1 && qualified !== name ? qualified : `${qualified}.${n + (qualified === name ? 1 : 0)}`;
  }
  setOwn(properties, key, value);
  if (uom !== undefined && !METRIC.has(uom)) setOwn(properties, `${key}_uom`, uom);
}

/** A number where the text is one and not a code, else the text. */
function typed(element: XmlElement, kind: string): string | number {
  const text = element.text.trim();
  if (/^(string|date|uri)Attribute$/i.test(kind) || attribute(element, "codeSpace") !== undefined) return text;
  if (CODES.has(element.name)) return text;
  return /^-?(0|[1-9]\d{0,14})(\.\d+)?([eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : text;
}

function leavesOf(element: XmlElement): string[] {
  const out: string[] = [];
  const stack = [element];
  for (let inner = stack.pop(); inner; inner = stack.pop()) {
    if (inner.children.length === 0 && inner.text.trim() !== "") out.push(inner.text.trim());
    for (let i = inner.children.length - 1; i >= 0; i--)
      if (!isGeometry(inner.children[i].name)) stack.push(inner.children[i]);
  }
  return out;
}
