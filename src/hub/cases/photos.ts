// Photos of cases: checked by their first bytes, kept by their hash, given only to who may see the case.

import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { type Actor, may } from "../../twin/access/actor.ts";
import type { CasePhoto } from "../../twin/cases/shapes.ts";
import { notAllowed, notThere, Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import type { CaseParts } from "./parts.ts";
import { insertEvent } from "./rows.ts";
import { type KnownCase, knownCase } from "./store.ts";
import { slotOf } from "./who.ts";

export const PHOTO_BYTES = 10 * 1024 * 1024;
export const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
type PhotoType = (typeof PHOTO_TYPES)[number];

const ascii = (bytes: Buffer, from: number, text: string): boolean =>
  bytes.subarray(from, from + text.length).toString("latin1") === text;

/** Type of a picture by its first bytes, whatever it is said to be; undefined when it is none of ours. */
export function photoTypeOf(bytes: Buffer): PhotoType | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (bytes[0] === 0x89 && ascii(bytes, 1, "PNG\r\n\x1a\n") && ascii(bytes, 12, "IHDR")) return "image/png";
  if (ascii(bytes, 0, "RIFF") && ascii(bytes, 8, "WEBPVP8")) return "image/webp";
  return undefined;
}

/** Nobody's word but the hash's is in the path. */
const fileOf = (dataDir: string, hash: string): string => join(dataDir, "photos", hash.slice(0, 2), hash);

/** On disk, whole, when it resolves: a picture that an entry names is there. */
async function keepFile(dataDir: string, hash: string, bytes: Buffer): Promise<void> {
  const file = fileOf(dataDir, hash);
  try {
    await access(file);
    return;
  } catch {
    // Not there yet.
  }
  await mkdir(join(file, ".."), { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  const handle = await open(unfinished, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  const folder = await open(join(file, ".."), "r");
  await folder.sync().finally(() => folder.close());
}

interface Given {
  key: string;
  lon?: number;
  lat?: number;
}

/** The case, for whoever sees it, or has reported it and may do no more than add what they saw. @throws Refusal 404 */
async function caseForPhoto(
  parts: CaseParts,
  id: number,
  actor: Actor,
): Promise<{ known: KnownCase; isReporter: boolean }> {
  try {
    return { known: await knownCase(parts, id, actor), isReporter: false };
  } catch (error) {
    if (!(error instanceof Refusal) || error.statusCode !== 404) throw error;
    const [own] = await parts.context.database.query(
      "select 1 as own from case_event where case_id = $1 and action = 'report' and person = $2",
      [id, actor.id],
    );
    if (!own) throw error;
    return { known: await knownCase(parts, id, null), isReporter: true };
  }
}

/** @throws Refusal 404, 403, 413 or 415 */
export async function addPhoto(
  parts: CaseParts,
  actor: Actor,
  id: number,
  { key, lon, lat }: Given,
  bytes: Buffer,
): Promise<CasePhoto> {
  const { dataDir, database, nodes, now } = parts.context;
  const { known, isReporter } = await caseForPhoto(parts, id, actor);
  const { record, tasks } = known.facts;
  const subject = { slot: slotOf(parts, record), grade: record.grade };
  const units = tasks.map(({ unit }) => unit);
  const allowed =
    isReporter ||
    may(actor, "case.report", nodes, subject) ||
    may(actor, "case.check", nodes, subject) ||
    may(actor, "case.handle", nodes, { ...subject, units });
  if (!allowed) throw notAllowed("case.handle");
  if (bytes.length > PHOTO_BYTES) throw tooLarge();
  const type = photoTypeOf(bytes);
  if (!type) throw new Refusal(415, "no-photo", "this is no JPEG, PNG or WebP picture → send one");
  const hash = createHash("sha256").update(bytes).digest("hex");
  await keepFile(dataDir, hash, bytes);
  const at = now();
  const photo: CasePhoto = {
    id: hash,
    at,
    name: actor.name,
    type,
    bytes: bytes.length,
    lon: lon ?? null,
    lat: lat ?? null,
  };
  const { result, again } = await once(database, actor, key, { photo: id, hash }, at, async () => ({
    statements: [
      {
        sql: `insert into case_photo (case_id, hash, at, person, name, type, bytes, lon, lat)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          on conflict (case_id, hash) do update set at = excluded.at`,
        params: [id, hash, at, actor.id, actor.name, type, bytes.length, photo.lon, photo.lat],
      },
      insertEvent(id, record.version, {
        at,
        action: "photo",
        from: record.state,
        to: record.state,
        person: actor.id,
        name: actor.name,
        unit: null,
        fields: { photo: hash, bytes: bytes.length },
      }),
      auditStatement({
        at,
        actor,
        stage: "collect",
        action: "case.photo",
        object: `case:${record.number}`,
        place: known.path,
        detail: { hash, bytes: bytes.length },
      }),
    ],
    result: photo,
  }));
  if (!again) parts.hints.changed(known.partition, id, record.version);
  return result;
}

export const tooLarge = (): Refusal =>
  new Refusal(413, "photo-too-large", "a photo has at most 10 MB → make it smaller", { mb: PHOTO_BYTES / 1024 / 1024 });

/** @throws Refusal 404 when the case has no such photo, or is not theirs to see */
export async function readPhoto(
  parts: CaseParts,
  actor: Actor,
  id: number,
  hash: string,
): Promise<{ type: string; bytes: number; stream: Readable }> {
  await knownCase(parts, id, actor);
  const [photo] = await parts.context.database.query<{ type: string; bytes: number }>(
    "select type, bytes from case_photo where case_id = $1 and hash = $2",
    [id, hash],
  );
  if (!photo) throw notThere("photo");
  return { ...photo, stream: createReadStream(fileOf(parts.context.dataDir, hash)) };
}
