// What an inspection found, in lines for a terminal; nothing of the file reaches it but as plain text.

import { basename } from "node:path";
import { attributesOf } from "../../formats/attributes.ts";
import { findingsOf } from "../summary.ts";
import type { Column } from "./column.ts";
import type { Inspection } from "./inspect.ts";
import type { Proposal } from "./propose.ts";

/** Attributes printed; files with more are told how many there are. */
const PRINTED = 60;
const WHO = { option: "as you say", file: "as the file says", assumed: "assumed: the file does not say" } as const;

/** A file's own text without what a terminal would obey. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "·");

const cut = (text: string, most: number): string => {
  const clean = plain(text);
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
};

export function wordsOf(found: Inspection, proposal: Proposal): string[] {
  const { format, encoding, size, layers, crs, refusal, extent, columns, report } = found;
  const degrees = refusal === null || found.crs !== null;
  const corners = extent?.map((value) => value.toFixed(degrees ? 6 : 2)) ?? [];
  const solids = Object.entries(found.solids).map(([lod, count]) => `LoD ${lod} × ${count}`);
  return [
    plain(found.path),
    `  format      ${format.title}${encoding ? `, text in ${encoding}` : ""}, ${(size / 1024 / 1024).toFixed(1)} MiB`,
    ...(layers.length > 0 ? [`  layers      ${layers.map((layer) => cut(layer, 40)).join(", ")}`] : []),
    ...(crs ? [`  crs         ${cut(crs.name, 60)} (${WHO[crs.from]})`] : []),
    `  features    ${found.features}${found.more ? " (and more, not looked at)" : ""}: ${found.polygons} with polygons, ${found.lines} with lines, ${found.points} with points${solids.length > 0 ? `; solids ${solids.join(", ")}` : ""}`,
    ...(extent
      ? [
          `  extent      ${corners[0]}, ${corners[1]} – ${corners[2]}, ${corners[3]}${degrees ? "°" : " as the file has them"}`,
        ]
      : []),
    ...(refusal ? [`  refused     ${plain(refusal.reason)} → ${plain(refusal.mend)}`] : []),
    "",
    `  ${columns.length} attribute(s)`,
    ...columns.slice(0, PRINTED).map((column) => `    ${columnWords(column, found.features)}`),
    ...(columns.length > PRINTED ? [`    … and ${columns.length - PRINTED} more`] : []),
    ...findingsOf(report.toJSON())
      .filter((line) => !/^ {2}read /.test(line))
      .map(plain),
    "",
    `  proposal for "sources" of scene.json (role ${proposal.role}):`,
    ...JSON.stringify({ [proposal.role]: proposal.entry }, null, 2)
      .split("\n")
      .map((line) => `    ${plain(line)}`),
    ...Object.entries(proposal.found).map(([ours, theirs]) => `    ${ours} is found in ${plain(theirs)} by itself`),
    ...proposal.remarks.map((remark) => `    note: ${plain(remark)}`),
    ...previewOf(found, proposal),
  ];
}

function columnWords(column: Column, features: number): string {
  const share = `${Math.round((100 * column.filled) / Math.max(1, features))} %`;
  const kind = column.numeric ? "number" : column.texts > 0 ? "text" : column.filled === 0 ? "empty" : "other";
  const range = column.numeric ? `, ${column.min} to ${column.max}` : "";
  const distinct = column.many ? "many values" : `${column.values.size} value(s)`;
  const samples = column.samples.map((sample) => cut(sample, 24)).join(" | ");
  return `${cut(column.name, 28).padEnd(28)} ${kind.padEnd(6)} ${share.padStart(5)} filled, ${distinct}${range}; ${samples}`;
}

/** What the mapping makes of the first value of each attribute it takes. */
function previewOf(found: Inspection, { entry, found: usual }: Proposal): string[] {
  const mapping = (entry.attributes ?? {}) as Parameters<typeof attributesOf>[0];
  const read = attributesOf(mapping);
  const ours = [...Object.keys(usual), ...Object.keys(mapping ?? {})];
  if (ours.length === 0) return [];
  const samples = Object.fromEntries(found.columns.map(({ name, samples: [first] }) => [name, asValue(first)]));
  const feature = { id: "", label: "", properties: samples, polygons: [], lines: [], points: [], where: "" };
  const made = ours.flatMap((name) => {
    const value = read(feature, name);
    return value === undefined ? [] : [`${name} = ${cut(String(value), 30)}`];
  });
  return [`    preview: ${basename(found.path)} → ${made.join(", ")}`];
}

const asValue = (text: string | undefined): unknown =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
