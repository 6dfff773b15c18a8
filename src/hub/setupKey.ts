// The key of whoever sets the hub up, until people sign in: in a file that only the hub's own user can read.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const SETUP_KEY_FILE = "setup.key";
/** Wrong keys within a minute before none is looked at any more. */
const MOST_WRONG = 20;
const MINUTE_MS = 60_000;

export class SetupKey {
  private readonly digest: Buffer;
  private wrong: number[] = [];

  /** Reads the key, or makes one at the first start. @param dataDir folder of what the hub keeps */
  constructor(dataDir: string) {
    const file = join(dataDir, SETUP_KEY_FILE);
    let key = "";
    try {
      key = readFileSync(file, "utf8").trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    if (key.length < 20) {
      key = randomBytes(24).toString("base64url");
      mkdirSync(dataDir, { recursive: true });
      writeFileSync(file, `${key}\n`, { mode: 0o600 });
    }
    this.digest = digestOf(key);
  }

  /** @param authorization header of that name @param now ms since 1970 @returns "busy" after too many wrong ones */
  judge(authorization: string | undefined, now: number): "right" | "wrong" | "busy" {
    this.wrong = this.wrong.filter((at) => now - at < MINUTE_MS);
    if (this.wrong.length >= MOST_WRONG) return "busy";
    const given = /^Bearer ([\w-]{1,200})$/.exec(authorization ?? "")?.[1] ?? "";
    if (timingSafeEqual(digestOf(given), this.digest)) return "right";
    this.wrong.push(now);
    return "wrong";
  }
}

const digestOf = (key: string): Buffer => createHash("sha256").update(key).digest();
