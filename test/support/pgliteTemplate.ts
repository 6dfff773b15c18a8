// Once before all tests: an empty PGlite database, so that each test copies it instead of making its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

export default async function setup(): Promise<() => void> {
  if (process.env.PGLITE_TEMPLATE) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), "yiwang-pglite-"));
  const template = join(folder, "pg");
  const database = await PGlite.create({ dataDir: template });
  await database.close();
  process.env.PGLITE_TEMPLATE = template;
  return () => rmSync(folder, { recursive: true, force: true });
}
