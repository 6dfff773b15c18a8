// What a tablet installs: the manifest's addresses are rooms of the hub, its icons are there in the sizes it says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { APP_ROUTES } from "../../../src/hub/http.ts";

const ROOT = join(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(ROOT, "public/manifest.webmanifest"), "utf8")) as {
  start_url: string;
  scope: string;
  shortcuts: { url: string }[];
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
};

describe("the app's manifest", () => {
  it("is named by the page, and opens rooms", () => {
    expect(readFileSync(join(ROOT, "index.html"), "utf8")).toContain(
      '<link rel="manifest" href="/manifest.webmanifest" />',
    );
    for (const url of [manifest.start_url, ...manifest.shortcuts.map((shortcut) => shortcut.url)])
      expect(APP_ROUTES).toContain(url);
  });
  it("has icons of 192 and 512 px, one of them to be masked", () => {
    const pngs = manifest.icons.filter(({ type }) => type === "image/png");
    for (const { src, sizes } of pngs) {
      const { width, height } = PNG.sync.read(readFileSync(join(ROOT, "public", src)));
      expect(`${width}x${height}`).toBe(sizes);
    }
    expect(pngs.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
    expect(pngs.some(({ purpose }) => purpose === "maskable")).toBe(true);
  });
});
