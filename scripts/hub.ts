// npm run hub -- WORD: what is done to a hub from outside, one word each: backup, restore.

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadScene } from "../src/builder/load.ts";
import { type BackupTally, writeBackup } from "../src/hub/backup/backup.ts";
import { restoreBackup } from "../src/hub/backup/restore.ts";
import { type Database, openDatabase } from "../src/hub/database/database.ts";

const ROOT = join(import.meta.dirname, "..");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scene: { type: "string", default: join(ROOT, "scenes/linjiang") },
    data: { type: "string", default: process.env.DATA_DIR ?? join(ROOT, "data") },
    readings: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});

interface Hub {
  database: Database;
  sceneId: string;
  dataDir: string;
  databaseUrl?: string;
}

interface Command {
  usage: string;
  /** @param words after the command's own */
  run(hub: Hub, words: readonly string[]): Promise<void>;
}

const told = (what: string, { rows, photos, lost }: BackupTally): void => {
  console.log(`${what}: ${rows} rows, ${photos} photos`);
  if (lost.length === 0) return;
  console.error(`${lost.length} photos are gone or changed: ${lost.slice(0, 5).join(", ")}`);
  process.exitCode = 1;
};

const fileOf = (words: readonly string[]): string => {
  if (words.length !== 1) throw new Error("name one file → npm run hub -- --help");
  return resolve(words[0]);
};

const COMMANDS: Readonly<Record<string, Command>> = {
  backup: {
    usage: "backup FILE      everything but the readings into one file (with --readings, those too)",
    run: async (hub, words) =>
      told(`written ${fileOf(words)}`, await writeBackup(fileOf(words), hub, values.readings, Date.now())),
  },
  restore: {
    usage: "restore FILE     a backup into an empty database",
    run: async (hub, words) => told(`restored ${fileOf(words)}`, await restoreBackup(fileOf(words), hub)),
  },
};

const HELP = `npm run hub -- COMMAND [options]
${Object.values(COMMANDS)
  .map(({ usage }) => `  ${usage}`)
  .join("\n")}
  --scene DIR      folder with scene.json (default scenes/linjiang)
  --data DIR       where the hub keeps what it keeps (default data; or DATA_DIR); with PGlite the hub must be stopped
  DATABASE_URL     the hub's PostgreSQL, if it has one`;

const [word = "", ...words] = positionals;
const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
if (values.help || !command) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
try {
  const { id: sceneId } = loadScene(resolve(values.scene));
  const dataDir = resolve(values.data);
  const databaseUrl = process.env.DATABASE_URL || undefined;
  const database = await openDatabase(join(dataDir, "database", sceneId), sceneId, databaseUrl);
  try {
    await command.run({ database, sceneId, dataDir, ...(databaseUrl ? { databaseUrl } : {}) }, words);
  } finally {
    await database.close();
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
