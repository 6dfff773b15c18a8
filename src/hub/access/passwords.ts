// Passwords: scrypt with a salt each, the parameters written beside the result so that they can rise later.

import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/** OWASP's first choice for scrypt: 128 MiB and a fraction of a second each. */
const COST = { N: 2 ** 17, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** More at a time would let strangers take the hub's memory. */
const MOST_AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, { N, r, p }: typeof COST): Promise<Buffer> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
    return await new Promise((done, fail) =>
      // Composed and decomposed forms of a letter are the same password.
      scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) => (error ? fail(error) : done(key))),
    );
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** A text to keep: scrypt$N$r$p$SALT$KEY. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Whether a password is the one kept. Without one kept it takes as long and says no. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = (kept ?? (await nobodys())).split("$");
  if (scheme !== "scrypt") return false;
  const expected = Buffer.from(key, "base64url");
  const derived = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(derived, expected) && kept !== null;
}

let dummy: Promise<string> | undefined;
/** Stands in for people who are not there. */
const nobodys = (): Promise<string> => {
  dummy ??= hashPassword(randomBytes(24).toString("base64url"));
  return dummy;
};

/** Made before anybody asks, so that the first unknown name takes no longer than the next. */
export const warmUp = async (): Promise<void> => void (await nobodys());
