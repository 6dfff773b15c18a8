// The text of an EPANET input file as rows: section, words, line; comments, quotes and half-written section names as EPANET takes them.

import { SourceError } from "../fault.ts";
import type { SourceReport } from "../report.ts";
import type { SourceFile } from "../sourceFile.ts";
import { notText, utf8Of } from "../text.ts";

/** Sections that are read, by the first letters EPANET goes by (EPANET 2.2 user manual, appendix C). */
const SECTIONS: readonly (readonly [string, Section])[] = [
  ["JUNC", "junctions"],
  ["RESE", "reservoirs"],
  ["TANK", "tanks"],
  ["PIPE", "pipes"],
  ["PUMP", "pumps"],
  ["VALV", "valves"],
  ["STAT", "status"],
  ["TAGS", "tags"],
  ["OPTI", "options"],
  ["COOR", "coordinates"],
  ["VERT", "vertices"],
  ["END", "end"],
];
export type Section =
  | "junctions"
  | "reservoirs"
  | "tanks"
  | "pipes"
  | "pumps"
  | "valves"
  | "status"
  | "tags"
  | "options"
  | "coordinates"
  | "vertices"
  | "end"
  /** Any other: hydraulics, quality, drawing. */
  | "other";

export interface Row {
  section: Section;
  words: string[];
  /** In the file, from 1. */
  line: number;
}

/** Longest line that is read, characters: EPANET itself stops at 1024. */
const LONGEST = 65_536;

/** Bytes without an end of a line from which on it is no text of lines. */
const ENDLESS = 16 << 20;

/** Sections of storm water models (SWMM), whose files have the same ending. */
const SWMM = /^\[(CONDUITS|SUBCATCHMENTS|RAINGAGES|XSECTIONS|OUTFALLS)/i;

/**
 * Rows of the sections that are read, in the order of the file.
 * @param position told the bytes read so far
 * @throws SourceError when it is not text, or a storm water model
 */
export async function* rowsOf(
  file: SourceFile,
  encoding: string,
  source: string,
  report: SourceReport,
  position: (bytes: number) => void,
): AsyncGenerator<Row> {
  let section: Section = "other";
  let number = 0;
  for await (const text of linesOf(file, encoding, position)) {
    number++;
    const line = text.split(";", 1)[0].trim();
    if (line === "") continue;
    if (line.startsWith("[")) {
      if (SWMM.test(line))
        throw new SourceError(
          file.name,
          `is a storm water model (it has ${line.slice(0, 40)}), not an EPANET network`,
          "export its network as GeoJSON or Shapefile",
        );
      const name = line.slice(1).toUpperCase();
      section = SECTIONS.find(([letters]) => name.startsWith(letters))?.[1] ?? "other";
      if (section === "end") return;
      continue;
    }
    if (section === "other") continue;
    if (line.length > LONGEST) {
      report.skip(source, "row-too-long", "left out: its line is too long", `line ${number}`);
      continue;
    }
    yield { section, words: wordsOf(line), line: number };
  }
}

/** Words between blanks; a text in double quotes is one word. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"?|\S+/g)].map(([whole, quoted]) => quoted ?? whole);
}

async function* linesOf(file: SourceFile, encoding: string, position: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let read = 0;
  let endless = 0; // bytes since the last end of a line
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw notText(file.name, encoding, read);
    }
  };
  for await (const chunk of utf8Of(file, encoding, (bytes) => {
    read = bytes;
    position(bytes);
  })) {
    const lines = (rest + decode(chunk)).split(/\r\n|[\r\n]/);
    rest = lines.pop() as string;
    // What never ends is no line: it is cut, so that memory does not grow, and found too long later.
    endless = lines.length > 0 ? 0 : endless + chunk.length;
    if (endless > ENDLESS)
      throw new SourceError(file.name, "has a line longer than 16 MB", "give a text file as EPANET writes it");
    if (rest.length > 2 * LONGEST) rest = rest.slice(0, LONGEST + 1);
    yield* lines;
  }
  yield rest + decode();
}
