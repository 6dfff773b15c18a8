// A hub of cases that a thousand actions come to at once, and that says of each when it is acknowledged: FOLDER FIRST

import { startCommands } from "./commands.ts";

const [folder, first] = process.argv.slice(2);
await startCommands(folder, Number(first));
