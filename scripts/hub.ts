// npm run hub -- WORD: what is done to a hub from beside it, one word each: rules for a broker, the log's proof, backups.

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { headsFile, verify } from "../src/hub/audit/sealer.ts";
import { type BackupTally, writeBackup } from "../src/hub/backup/backup.ts";
import { restoreBackup } from "../src/hub/backup/restore.ts";
import { loadBuiltScene } from "../src/hub/builtScene.ts";
import { type Database, openDatabase } from "../src/hub/database/database.ts";
import { migrate } from "../src/hub/database/migrate.ts";
import { emqxClaims, mosquittoAcl } from "../src/twin/access/acl.ts";
import { FrameLayout } from "../src/twin/access/frames.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scene: { type: "string", default: "linjiang" },
    data: { type: "string", default: process.env.DATA_DIR ?? join(import.meta.dirname, "../data") },
    readings: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
const sceneId = values.scene;
const dataDir = resolve(values.data);
const databaseUrl = process.env.DATABASE_URL || undefined;

interface Command {
  usage: string;
  /** @param words after the command's own */
  run(words: readonly string[]): Promise<void>;
}

/** The hub's database while something is done to it. */
async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase(join(dataDir, "database", sceneId), sceneId, databaseUrl);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function told(what: string, { rows, photos, lost }: BackupTally): void {
  console.log(`${what}: ${rows} rows, ${photos} photos`);
  if (lost.length === 0) return;
  console.error(`${lost.length} photos are gone or changed: ${lost.slice(0, 5).join(", ")}`);
  process.exitCode = 1;
}

function fileOf(words: readonly string[]): string {
  if (words.length !== 1) throw new Error("name one file → npm run hub -- --help");
  return resolve(words[0]);
}

const hubOf = (database: Database) => ({ database, sceneId, dataDir, ...(databaseUrl ? { databaseUrl } : {}) });

const COMMANDS: Readonly<Record<string, Command>> = {
  acl: {
    usage:
      "acl mosquitto|emqx   rules for programs that connect to a broker without the hub: acl_file, or claims of tokens",
    async run([kind]) {
      if (kind !== "mosquitto" && kind !== "emqx") throw new Error("name the broker → acl mosquitto, or acl emqx");
      const { nodes } = await loadBuiltScene(join(dataDir, "scenes", sceneId));
      const { frames } = new FrameLayout(nodes);
      if (kind === "mosquitto") process.stdout.write(mosquittoAcl(sceneId, frames));
      else console.log(JSON.stringify(emqxClaims(sceneId, frames), null, 2));
    },
  },
  verify: {
    usage: "verify               whether the audit log is what was sealed; ends with 1 when it is not",
    run: () =>
      withDatabase(async (database) => {
        await migrate(database);
        const { entries, head, fault } = await verify(database, headsFile(dataDir, sceneId));
        if (fault) {
          console.error(`the audit log is not what was sealed: entry ${fault.position} is ${fault.reason}`);
          process.exitCode = 1;
        } else console.log(`the audit log is whole: ${entries} entries, head ${head || "none"}`);
      }),
  },
  backup: {
    usage: "backup FILE          everything but the readings into one file (with --readings, those too)",
    run: (words) =>
      withDatabase(async (database) =>
        told(
          `written ${fileOf(words)}`,
          await writeBackup(fileOf(words), hubOf(database), values.readings, Date.now()),
        ),
      ),
  },
  restore: {
    usage: "restore FILE         a backup into an empty database",
    run: (words) =>
      withDatabase(async (database) =>
        told(`restored ${fileOf(words)}`, await restoreBackup(fileOf(words), hubOf(database))),
      ),
  },
};

const HELP = `npm run hub -- COMMAND [options]
${Object.values(COMMANDS)
  .map(({ usage }) => `  ${usage}`)
  .join("\n")}
  --scene ID           id of the scene (default linjiang)
  --data DIR           where the hub keeps what it keeps (default data; or DATA_DIR); with PGlite the hub must be stopped
  DATABASE_URL         the hub's PostgreSQL, if it has one`;

const [word = "", ...words] = positionals;
const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
if (values.help || !command) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
command.run(words).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
