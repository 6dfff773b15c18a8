// Which of the files a person drops is a layer, and which only goes with another.

/** Largest file read on the page, bytes. */
export const LARGEST = 200 * 1024 * 1024;

/** Files that go with a Shapefile of the same name, and are nothing without one. */
const PARTS = new Set(["dbf", "shx", "prj", "cpg", "sbn", "sbx", "qpj", "qmd"]);

interface Named {
  readonly name: string;
}

const extensionOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1).toLowerCase();
const stemOf = (name: string): string => name.replace(/\.[^.]*$/, "").toLowerCase();

/** Each layer with the files beside it; parts without their Shapefile stand alone, and are then refused with a reason. */
export function groupFiles<T extends Named>(list: readonly T[]): { file: T; beside: T[] }[] {
  const shapes = new Set(list.filter(({ name }) => extensionOf(name) === "shp").map(({ name }) => stemOf(name)));
  const isPart = ({ name }: T): boolean =>
    (PARTS.has(extensionOf(name)) && shapes.has(stemOf(name))) || /\.shp\.xml$/i.test(name);
  return list
    .filter((file) => !isPart(file))
    .map((file) => ({
      file,
      beside: list.filter((other) => other !== file && stemOf(other.name) === stemOf(file.name)),
    }));
}

/** Whether a file is CZML: by its name, or as a list that begins with a document packet. */
export async function isCzml(file: File): Promise<boolean> {
  if (extensionOf(file.name) === "czml") return true;
  const head = await file.slice(0, 400).text();
  return /^\s*\[\s*\{[^}]*"id"\s*:\s*"document"/.test(head);
}
