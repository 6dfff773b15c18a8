// npm run hub -- …: what is done beside a running hub: rules for a broker of one's own, and the audit log's proof.

import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { emqxClaims, mosquittoAcl } from "../twin/access/acl.ts";
import { FrameLayout } from "../twin/access/frames.ts";
import { headsFile, verify } from "./audit/sealer.ts";
import { loadBuiltScene } from "./builtScene.ts";
import { openDatabase } from "./database/database.ts";
import { migrate } from "./database/migrate.ts";

const HELP = `npm run hub -- COMMAND [options]
  acl mosquitto      Mosquitto's acl_file for programs that connect to the broker without the hub
  acl emqx           claims of tokens for EMQX's JWT authentication, as JSON
  verify             whether the audit log is what was sealed; ends with 1 when it is not
  --scene ID         id of a built scene (default linjiang)
  --data DIR         where built scenes and what the hub keeps are (default data; or DATA_DIR)
  DATABASE_URL       the PostgreSQL of the hub; without it DATA/database, which the hub must not hold meanwhile`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      scene: { type: "string", default: "linjiang" },
      data: { type: "string", default: process.env.DATA_DIR ?? "data" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, kind] = positionals;
  const data = resolve(values.data);
  if (command === "acl" && (kind === "mosquitto" || kind === "emqx") && !values.help) {
    const { nodes } = await loadBuiltScene(join(data, "scenes", values.scene));
    const { frames } = new FrameLayout(nodes);
    if (kind === "mosquitto") process.stdout.write(mosquittoAcl(values.scene, frames));
    else console.log(JSON.stringify(emqxClaims(values.scene, frames), null, 2));
    return;
  }
  if (command === "verify" && !values.help) {
    const url = process.env.DATABASE_URL || undefined;
    const database = await openDatabase(join(data, "database", values.scene), values.scene, url);
    try {
      await migrate(database);
      const { entries, head, fault } = await verify(database, headsFile(data, values.scene));
      if (fault) {
        console.error(`the audit log is not what was sealed: entry ${fault.position} is ${fault.reason}`);
        process.exitCode = 1;
      } else console.log(`the audit log is whole: ${entries} entries, head ${head || "none"}`);
    } finally {
      await database.close();
    }
    return;
  }
  console.log(HELP);
  if (!values.help) process.exitCode = 2;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
