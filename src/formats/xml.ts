// XML too large to hold: the elements asked for, one after another, each as a small tree; whatever stands around them is passed over.

import { SaxesParser } from "saxes";
import { SourceError } from "./fault.ts";
import type { SourceFile } from "./sourceFile.ts";

/** An element with everything in it. Names are without their prefix. */
export interface XmlElement {
  name: string;
  prefix: string;
  /** By qualified name, such as gml:id. */
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** Text between its tags that is not in a child. */
  text: string;
}

export interface XmlOptions {
  /**
   * What to do with an element: "take" it as a whole, "enter" it to look at what is in it, or "pass" over all of it.
   * @param depth 0 for the root
   */
  choose: (name: string, depth: number, parent: string) => "take" | "enter" | "pass";
  /** Elements to leave out of what is taken. */
  leaveOut?: (name: string) => boolean;
  /** Called with the start tag of every element not passed over. */
  tag?: (name: string, attributes: Readonly<Record<string, string>>, depth: number) => void;
  /** Text encoding; the one the file declares, else UTF-8. */
  encoding?: string;
  progress?: (position: number) => void;
  /** Called with an entity that is not one of XML's own; its reference stays in the text as it is. Declared ones are never expanded. */
  entity?: () => void;
}

/** An element taken, or null in place of one with more than 4 million elements, 512 MiB of text or 500 levels in it. */
export interface XmlRecord {
  element: XmlElement | null;
  /** Line of its start tag, counted from 1. */
  line: number;
  /** Name and attributes of an element too large to be taken. */
  name: string;
  attributes: Readonly<Record<string, string>>;
}

const MOST_ELEMENTS = 4e6;
const MOST_TEXT = 1 << 29;
const MOST_LEVELS = 500;

/**
 * @returns records a piece of the file at a time
 * @throws SourceError when it is not well-formed, ends early or is not text in its encoding
 */
export async function* xmlRecords(file: SourceFile, options: XmlOptions): AsyncGenerator<XmlRecord[]> {
  const decoder = new TextDecoder(await xmlEncoding(file, options.encoding), { fatal: true });
  const walk = new Walk(file.name, options);
  let position = 0;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new SourceError(
        file.name,
        `is not text in ${decoder.encoding} after byte ${position}`,
        "export it again in UTF-8, or name its encoding",
      );
    }
  };
  for await (const chunk of file.stream()) {
    walk.write(decode(chunk));
    position += chunk.length;
    options.progress?.(position);
    if (walk.records.length > 0) yield walk.records.splice(0);
  }
  walk.write(decode());
  walk.end(position);
  if (walk.records.length > 0) yield walk.records.splice(0);
}

/** Name of the root element without prefix. @throws SourceError when the file does not begin as XML */
export async function xmlRoot(file: SourceFile, encoding: string): Promise<string> {
  let root = "";
  const options: XmlOptions = {
    choose: (name) => {
      root ||= name;
      return "pass";
    },
  };
  const walk = new Walk(file.name, options);
  const decoder = new TextDecoder(encoding);
  let position = 0;
  for await (const chunk of file.stream()) {
    position += chunk.length;
    // A little at a time: what is wrong further on is told when it is read.
    for (let at = 0; at < chunk.length && root === ""; at += 4096)
      walk.write(decoder.decode(chunk.subarray(at, at + 4096), { stream: true }));
    if (root !== "") return root;
  }
  walk.end(position);
  return root;
}

/**
 * Encoding of an XML file: as given, by its byte order mark, as it declares, or UTF-8.
 * @throws SourceError when the encoding is not known
 */
export async function xmlEncoding(file: SourceFile, given?: string): Promise<string> {
  const head = await file.read(0, 256);
  const [a, b] = head;
  let label = given;
  if (label === undefined && ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0))) label = "utf-16le";
  if (label === undefined && ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c))) label = "utf-16be";
  label ??= /^[^<]{0,3}<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(
    new TextDecoder("latin1").decode(head),
  )?.[1];
  try {
    return new TextDecoder(label ?? "utf-8").encoding;
  } catch {
    throw new SourceError(file.name, `its encoding "${label}" is not known`, "export it in UTF-8");
  }
}

class Walk {
  readonly records: XmlRecord[] = [];
  private readonly parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  /** Names of the elements entered. */
  private readonly path: string[] = [];
  /** Elements being built, the record first. */
  private readonly open: XmlElement[] = [];
  /** Levels within an element that is passed over or left out. */
  private passing = 0;
  private record: XmlRecord | null = null;
  private elements = 0;
  private text = 0;
  private sawRoot = false;
  private ended = false;

  constructor(
    private readonly name: string,
    private readonly options: XmlOptions,
  ) {
    const { parser } = this;
    parser.on("error", (error) => this.fault(error));
    parser.on("opentag", (tag) => this.start(tag.name, tag.attributes));
    parser.on("closetag", () => this.close());
    const text = (value: string): void => this.characters(value);
    parser.on("text", text);
    parser.on("cdata", text);
  }

  write(text: string): void {
    this.parser.write(text);
  }

  end(bytes: number): void {
    if (!this.sawRoot)
      throw new SourceError(this.name, bytes === 0 ? "is empty" : "is not XML: it has no elements", "export it again");
    if (!this.ended)
      throw new SourceError(this.name, `ends in the middle, after ${bytes} bytes`, "copy or export the file again");
    this.parser.close();
  }

  private fault(error: Error): void {
    if (/undefined entity/.test(error.message)) {
      this.options.entity?.();
      return;
    }
    const what = error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "");
    const place = `line ${this.parser.line}, column ${this.parser.column}`;
    throw new SourceError(this.name, `is not well-formed XML at ${place}: ${what}`, "correct or export it again");
  }

  private start(qualified: string, attributes: Readonly<Record<string, string>>): void {
    this.sawRoot = true;
    if (this.passing > 0) {
      this.passing++;
      return;
    }
    const colon = qualified.indexOf(":");
    const name = colon < 0 ? qualified : qualified.slice(colon + 1);
    const prefix = colon < 0 ? "" : qualified.slice(0, colon);
    const { open, path, options } = this;
    options.tag?.(name, attributes, path.length + open.length);
    if (open.length > 0) {
      if (options.leaveOut?.(name)) this.passing = 1;
      else if (++this.elements > MOST_ELEMENTS || open.length >= MOST_LEVELS) this.giveUp();
      else {
        const element: XmlElement = { name, prefix, attributes, children: [], text: "" };
        open[open.length - 1].children.push(element);
        open.push(element);
      }
      return;
    }
    const what = options.choose(name, path.length, path.at(-1) ?? "");
    if (what === "enter") path.push(name);
    else if (what === "pass") this.passing = 1;
    else {
      const element: XmlElement = { name, prefix, attributes, children: [], text: "" };
      this.record = { element, line: this.parser.line, name, attributes };
      this.elements = 0;
      this.text = 0;
      open.push(element);
    }
  }

  /** The record is too large: what is left of it is passed over. */
  private giveUp(): void {
    this.record!.element = null;
    this.records.push(this.record!);
    this.record = null;
    // The element just begun and those open.
    this.passing = this.open.length + 1;
    this.open.length = 0;
  }

  private close(): void {
    if (this.passing > 0) this.passing--;
    else if (this.open.length > 0) {
      this.open.pop();
      if (this.open.length === 0) {
        this.records.push(this.record!);
        this.record = null;
      }
    } else this.path.pop();
    if (this.path.length === 0 && this.open.length === 0 && this.passing === 0) this.ended = true;
  }

  private characters(value: string): void {
    const { open } = this;
    if (this.passing > 0 || open.length === 0) return;
    this.text += value.length;
    if (this.text > MOST_TEXT) {
      this.giveUp();
      this.passing--;
      return;
    }
    const element = open[open.length - 1];
    if (element.text !== "") element.text += value;
    // White space between elements is not kept; it is most of the text of some files.
    else if (value.trim() !== "") element.text = value;
  }
}

/** The first child of a name, or undefined. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((inner) => inner.name === name);
}

/** An attribute by its name with or without any prefix, or undefined. */
export function attribute(element: XmlElement, name: string): string | undefined {
  const { attributes } = element;
  if (Object.hasOwn(attributes, name)) return attributes[name];
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}
