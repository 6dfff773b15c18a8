// The tiny city as the page holds it: stores filled, Chinese words loaded, a browser's address and history in memory.

import i18next from "i18next";
import { vi } from "vitest";
import zh from "../../../src/app/i18n/zh.json";
import { useTwin } from "../../../src/app/stores/twin.ts";
import { useView } from "../../../src/app/stores/view.ts";
import type { NodeTable } from "../../../src/twin/nodeTable.ts";
import type { BuiltScene } from "../../../src/twin/scene/built.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import { tinyCity } from "../twin/tinyCity.ts";

const SCENE = readScene({
  id: "tiny",
  name: { zh: "小城", en: "Tiny" },
  adminCode: "310000",
  timeZone: "Asia/Shanghai",
  sources: { generator: "none" },
  kinds: [
    { id: "level", level: "point", name: { zh: "水位" }, unit: "m", field: "resilience", decimals: 2 },
    {
      id: "door",
      level: "point",
      name: { zh: "门" },
      unit: "x",
      field: "resilience",
      states: { "0": { zh: "关" }, "1": { zh: "开" } },
    },
  ],
});

/** Opens it. @param nodes default the tiny city */
export function openTinyCity(nodes: NodeTable = tinyCity()): NodeTable {
  if (!i18next.isInitialized)
    void i18next.init({
      resources: { zh: { translation: zh } },
      lng: "zh",
      initAsync: false,
      showSupportNotice: false,
    });
  const built = { id: "tiny", hash: "0", scene: SCENE } as unknown as BuiltScene;
  useTwin.setState({ stage: "open", twin: { built, nodes, sceneUrl: "/scene/tiny/", broker: null } });
  useView.setState(useView.getInitialState());
  return nodes;
}

/** A window's address and history as far as the app uses them. */
export function standInBrowser(path = "/"): { pushed: string[]; replaced: string[]; address(): URL } {
  const [pushed, replaced]: string[][] = [[], []];
  let now = new URL(path, "http://city.test");
  const write =
    (list: string[]) =>
    (_state: unknown, _title: string, to: string): void => {
      list.push(to);
      now = new URL(to, now);
      vi.stubGlobal("location", now);
    };
  vi.stubGlobal("location", now);
  vi.stubGlobal("history", { pushState: write(pushed), replaceState: write(replaced) });
  return { pushed, replaced, address: () => now };
}
