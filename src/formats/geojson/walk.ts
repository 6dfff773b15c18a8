// Walks a GeoJSON file of any size: a collection member by member and feature by feature, or values line by line.

import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import { collect, crsOf, notGeoJson, rawFeature } from "./features.ts";
import { EndsInMiddle, JsonBytes, notJson } from "./jsonBytes.ts";

const [OPEN_BRACE, CLOSE_BRACE, OPEN_LIST, CLOSE_LIST, QUOTE, COLON, COMMA] = [
  0x7b, 0x7d, 0x5b, 0x5d, 0x22, 0x3a, 0x2c,
];
/** Most features of a batch. */
const BATCH = 512;

/** How the file is made: one or more collections, a bare list of features, or values one after another. */
export type Shape = "collection" | "list" | "sequence";

/** What stands before the first feature. */
export interface Head {
  shape: Shape;
  crs: string | null;
}

/** One pass over a file. */
export class GeoJsonWalk {
  private readonly json: JsonBytes;
  /** Features seen so far, for messages. */
  private count = 0;
  /** crs member of the collection being walked, wherever it stood. */
  crs: string | null = null;

  constructor(
    private readonly name: string,
    stream: AsyncIterable<Uint8Array>,
  ) {
    this.json = new JsonBytes(name, stream);
  }

  /** What stands before the first feature; the walk ends there. @throws SourceError when the file is not JSON */
  async head(): Promise<Head> {
    try {
      const first = await this.begin();
      if (first === OPEN_LIST) return { shape: "list", crs: null };
      const found = await this.members(new Map());
      return { shape: found === "features" ? "collection" : "sequence", crs: this.crs };
    } finally {
      await this.json.close();
    }
  }

  /** All features in batches. @throws SourceError where the file is no GeoJSON any more */
  async *features(shape: Shape): AsyncGenerator<RawFeature[]> {
    try {
      await this.begin();
      if (shape === "sequence") yield* this.sequence();
      else if (shape === "list") {
        this.json.at++;
        yield* this.list((item, into) => collect(item, into, this.name, this.count + into.length + 1));
        if ((await this.json.next()) >= 0) throw this.unexpected("the end");
      } else yield* this.collections();
    } finally {
      await this.json.close();
    }
  }

  private async begin(): Promise<number> {
    const first = await this.json.next();
    if (first < 0) throw new SourceError(this.name, "is empty", "export it again");
    if (first !== OPEN_BRACE && first !== OPEN_LIST)
      throw new SourceError(this.name, "is not JSON: it does not begin with { or [", "give a GeoJSON file");
    return first;
  }

  /** Collections one after another (nearly always one). */
  private async *collections(): AsyncGenerator<RawFeature[]> {
    const { json } = this;
    for (let byte = await json.next(); byte >= 0; byte = await json.next()) {
      if (byte !== OPEN_BRACE) throw this.unexpected("the end");
      const members = new Map<string, unknown>();
      let streamed = false;
      for (let found = await this.members(members); found === "features"; found = await this.members(members, true)) {
        streamed = true;
        json.at++;
        yield* this.list((item, into) => into.push(rawFeature(item, `feature ${this.count + into.length + 1}`)));
      }
      const object = Object.fromEntries(members);
      if (streamed) {
        if (members.get("type") !== "FeatureCollection") throw notGeoJson(object, this.name);
      } else {
        const batch: RawFeature[] = [];
        collect(object, batch, this.name, this.count + 1);
        this.count += batch.length;
        if (batch.length > 0) yield batch;
      }
    }
  }

  /**
   * Reads members of the object at hand into a map, up to a list of features or the end of the object.
   * @param inside whether some of its members have been read
   */
  private async members(into: Map<string, unknown>, inside = false): Promise<"features" | "end"> {
    const { json } = this;
    if (!inside) {
      json.at++;
      if ((await this.must()) === CLOSE_BRACE) {
        json.at++;
        return "end";
      }
    }
    for (;;) {
      if (inside) {
        const byte = await this.must();
        json.at++;
        if (byte === CLOSE_BRACE) return "end";
        if (byte !== COMMA) throw this.unexpected("a comma or }", -1);
      }
      inside = true;
      if ((await this.must()) !== QUOTE) throw this.unexpected("the name of a member");
      const key = String(await this.parsed("a name"));
      if ((await this.must()) !== COLON) throw this.unexpected("a colon");
      json.at++;
      if ((await this.must()) === OPEN_LIST && key === "features") return "features";
      const value = await this.parsed(`its member "${key.slice(0, 40)}"`);
      into.set(key, value);
      if (key === "crs") this.crs = crsOf(value);
    }
  }

  /** Elements of a list whose opening bracket has been passed, up to and with its closing one. */
  private async *list(take: (item: unknown, into: RawFeature[]) => void): AsyncGenerator<RawFeature[]> {
    const { json } = this;
    if ((await this.must()) === CLOSE_LIST) {
      json.at++;
      return;
    }
    for (;;) {
      // One element however long it is, then what else the window holds whole: parsed at once.
      json.keep = json.at;
      await json.value(`feature ${this.count + 1}`);
      let last = json.at;
      for (let n = 1; n < BATCH; n++) {
        json.skipBlanks();
        if (json.byte !== COMMA) break;
        json.at++;
        json.skipBlanks();
        if (json.byte === CLOSE_LIST || !json.scanValue()) break;
        last = json.at;
      }
      json.rewind(last);
      yield this.take(this.parse(last), take);
      const byte = await this.must();
      json.at++;
      if (byte === CLOSE_LIST) return;
      if (byte !== COMMA) throw this.unexpected("a comma or ]", -1);
      if ((await this.must()) === CLOSE_LIST) throw this.unexpected("a feature after the comma");
    }
  }

  /** Values one after another, parted by line ends or record separators. */
  private async *sequence(): AsyncGenerator<RawFeature[]> {
    const { json } = this;
    for (let byte = await json.next(); byte >= 0; byte = await json.next()) {
      if (byte !== OPEN_BRACE && byte !== OPEN_LIST) throw this.unexpected("{ or the end");
      json.keep = json.at;
      await json.value(`feature ${this.count + 1}`);
      let last = json.at;
      for (let n = 1; n < BATCH; n++) {
        json.skipBlanks();
        if (json.at === last || json.byte !== OPEN_BRACE || !json.scanValue()) break;
        json.join(last);
        last = json.at;
      }
      json.rewind(last);
      yield this.take(this.parse(last), (item, into) => collect(item, into, this.name, this.count + into.length + 1));
    }
  }

  private take(items: unknown[], take: (item: unknown, into: RawFeature[]) => void): RawFeature[] {
    const batch: RawFeature[] = [];
    for (const item of items) take(item, batch);
    this.count += batch.length;
    return batch;
  }

  /** Parses the elements from `keep` to `to`. @throws SourceError naming what is wrong with the first that is no JSON */
  private parse(to: number): unknown[] {
    const { json } = this;
    const from = json.keep;
    try {
      return JSON.parse(`[${json.text(from, to)}]`) as unknown[];
    } catch (error) {
      if (error instanceof SourceError) throw error;
      for (json.rewind(from); json.at < to; ) {
        const start = json.at;
        json.scanValue();
        const text = json.text(start, json.at);
        try {
          JSON.parse(text);
        } catch (fault) {
          const offset = json.offset - (json.at - start);
          throw notJson(this.name, text, fault as Error, offset) ?? this.unexpected("a whole feature", start - json.at);
        }
        json.skipBlanks();
        if (json.byte === COMMA) json.at++;
        json.skipBlanks();
      }
      throw this.unexpected("a feature", from - to);
    }
  }

  private async must(): Promise<number> {
    const byte = await this.json.next();
    if (byte < 0) throw new EndsInMiddle(this.name);
    return byte;
  }

  /** Parses the value at hand. */
  private async parsed(what: string): Promise<unknown> {
    const { json } = this;
    json.keep = json.at;
    await json.value(what);
    const text = json.text(json.keep, json.at);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw notJson(this.name, text, error as Error, json.offset - text.length) ?? this.unexpected("a value");
    }
  }

  private unexpected(what: string, back = 0): SourceError {
    return new SourceError(
      this.name,
      `is not JSON: ${what} expected at byte ${this.json.offset + back}`,
      "correct or export it again",
    );
  }
}
