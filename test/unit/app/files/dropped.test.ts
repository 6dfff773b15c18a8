// Dropped folders are walked to their files; hidden files and unreadable ones are passed over.

import { describe, expect, it } from "vitest";
import { type DroppedEntry, filesOf, MOST_DROPPED } from "../../../../src/app/files/dropped.ts";

const file = (name: string, readable = true): DroppedEntry =>
  ({
    name,
    isFile: true,
    isDirectory: false,
    file: (done: (file: File) => void, fail: (error: Error) => void) =>
      readable ? done(new File(["x"], name)) : fail(new Error("gone")),
  }) as DroppedEntry;

/** A folder whose reader gives two entries at a time, as browsers give a hundred. */
const folder = (name: string, entries: readonly DroppedEntry[]): DroppedEntry =>
  ({
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      let at = 0;
      return {
        readEntries: (done: (some: readonly DroppedEntry[]) => void) => {
          done(entries.slice(at, at + 2));
          at += 2;
        },
      };
    },
  }) as DroppedEntry;

describe("filesOf", () => {
  it("takes files of folders in folders, in the order of their names", async () => {
    const { files, more } = await filesOf([
      folder("城", [file("c.dbf"), file("c.shp"), file(".DS_Store"), folder("里", [file("d.kml")])]),
      file("a.csv"),
      file("坏.csv", false),
    ]);
    expect(files.map(({ name }) => name)).toEqual(["a.csv", "c.dbf", "c.shp", "d.kml"]);
    expect(more).toBe(false);
  });

  it("says that there are more than are taken at once", async () => {
    const many = Array.from({ length: MOST_DROPPED + 1 }, (_, i) => file(`${i}.csv`));
    const { files, more } = await filesOf([folder("多", many)]);
    expect(files).toHaveLength(MOST_DROPPED);
    expect(more).toBe(true);
    expect((await filesOf(many.slice(1))).more).toBe(false);
  });
});
