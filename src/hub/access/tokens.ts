// Tokens: a short-lived signed one that says who asks, and a long random one that gets the next.

import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jwtVerify, SignJWT } from "jose";

const ALGORITHM = "HS256";
const ISSUER = "yiwang";
const KEY_BYTES = 32;

/** The key access tokens are signed with: in a file only the hub's own user can read, made at the first start. */
export function accessKey(dataDir: string, sceneId: string): Uint8Array {
  const folder = join(dataDir, "access");
  const file = join(folder, `${sceneId}.key`);
  const read = (): Buffer => Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = read();
  if (key.length < KEY_BYTES) throw new Error(`${file} is no key → remove it, and everybody signs in again`);
  return key;
}

export interface AccessClaims {
  person: string;
  session: string;
}

export class AccessTokens {
  /** @param minutes how long a token is good */
  constructor(
    private readonly key: Uint8Array,
    private readonly sceneId: string,
    private readonly minutes: number,
    private readonly now: () => number,
  ) {}

  get lifetimeMs(): number {
    return this.minutes * 60_000;
  }

  sign({ person, session }: AccessClaims): Promise<string> {
    const now = Math.floor(this.now() / 1000);
    return new SignJWT({ sid: session })
      .setProtectedHeader({ alg: ALGORITHM, typ: "at+jwt" })
      .setIssuer(ISSUER)
      .setAudience(this.sceneId)
      .setSubject(person)
      .setIssuedAt(now)
      .setExpirationTime(now + Math.round(this.minutes * 60))
      .sign(this.key);
  }

  /** Who a token is of; null when it is forged, of another hub or scene, or over. */
  async read(token: string): Promise<AccessClaims | null> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: this.sceneId,
        typ: "at+jwt",
        requiredClaims: ["sub", "sid", "exp"],
        currentDate: new Date(this.now()),
      });
      return typeof payload.sub === "string" && typeof payload.sid === "string"
        ? { person: payload.sub, session: payload.sid }
        : null;
    } catch {
      return null;
    }
  }
}

export const newRefreshToken = (): string => randomBytes(32).toString("base64url");
/** What is kept of a refresh token: it is random enough that no salt is needed. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");
