// Feeds that people made while the hub ran, from its list of unknown topics: kept in its data folder, checked like those of the manifest.

import { mkdirSync, readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { createDecoder } from "../feeds/decode.ts";
import { NO_EVENTS } from "../feeds/decoder.ts";
import { faultsOf, type SceneFault } from "../twin/scene/faults.ts";
import { feedFaults } from "../twin/scene/feedFaults.ts";
import { SceneError } from "../twin/scene/readScene.ts";
import { type Feed, feed as feedSchema, type Scene } from "../twin/scene/schema.ts";

const MOST_FEEDS = 1000;
export class Mappings {
  readonly feeds: Feed[] = [];
  private writing: Promise<void> = Promise.resolve();

  /**
   * Reads what was kept. An entry that cannot be used any more is passed over and told; it stays in the file until the next change.
   * @param file JSON list of feeds; need not be there
   */
  constructor(
    private readonly file: string,
    private readonly scene: Scene,
    log: (text: string) => void,
  ) {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw new Error(`${file}: ${(error as Error).message} → correct its rights or move it away`);
    }
    let list: unknown;
    try {
      list = JSON.parse(text);
    } catch (error) {
      throw new Error(`${file}: ${(error as Error).message} → correct it or move it away`);
    }
    for (const [i, json] of (Array.isArray(list) ? list : []).entries()) {
      try {
        this.feeds.push(this.check(json));
      } catch (error) {
        log(`${file}: feed ${i + 1} is passed over: ${(error as Error).message}`);
      }
    }
  }

  /** A feed as the manifest would take it. @throws SceneError with every fault found */
  check(json: unknown): Feed {
    const parsed = feedSchema.safeParse(json, { reportInput: true });
    if (!parsed.success) throw new SceneError(parsed.error.issues.flatMap((issue) => faultsOf(issue)));
    const feed = parsed.data;
    const faults: SceneFault[] = feedFaults(feed, "feed");
    if ([...this.scene.feeds, ...this.feeds].some(({ id }) => id === feed.id))
      faults.push({ path: "feed.id", reason: `"${feed.id}" is a feed already`, mend: "give it its own id" });
    if (this.feeds.length >= MOST_FEEDS)
      faults.push({ path: "feed", reason: `there are ${MOST_FEEDS} already`, mend: "write feeds into scene.json" });
    if (faults.length > 0) throw new SceneError(faults);
    try {
      createDecoder(feed, this.scene.timeZone, NO_EVENTS);
    } catch (error) {
      throw new SceneError([{ path: "feed", reason: (error as Error).message, mend: "correct its templates" }]);
    }
    return feed;
  }

  /** Keeps a checked feed. Resolved: it is on disk. */
  async add(feed: Feed): Promise<void> {
    this.feeds.push(feed);
    await this.write();
  }

  /** @returns whether there was such a feed. Resolved: it is gone from disk */
  async remove(id: string): Promise<boolean> {
    const at = this.feeds.findIndex((feed) => feed.id === id);
    if (at < 0) return false;
    this.feeds.splice(at, 1);
    await this.write();
    return true;
  }

  /** The whole file anew beside the old one, then in its place: half a file is never seen. */
  private write(): Promise<void> {
    const text = `${JSON.stringify(this.feeds, null, 2)}\n`;
    const next = this.writing.then(async () => {
      mkdirSync(dirname(this.file), { recursive: true });
      const handle = await open(`${this.file}.new`, "w", 0o600);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${this.file}.new`, this.file);
    });
    this.writing = next.catch(() => undefined);
    return next;
  }
}
