// The address restores what it was written from, and what cannot be read falls back to a default rather than to nothing.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useView } from "../../../src/app/stores/view.ts";
import { addressFollowed, keepCamera, readCamera, readUrl, slotOfCode, writeUrl } from "../../../src/app/url.ts";
import { openTinyCity, standInBrowser } from "./openCity.ts";

const read = (path: string) => readUrl(new URL(path, "http://city.test"));
const CAMERA = { lon: 121.5, lat: 31.25, height: 900.5, heading: 34.1, pitch: -28 };

describe("reading", () => {
  it("takes room, node, camera, sky, layers and language", () => {
    const address = read("/plan?node=310101&cam=121.5,31.25,900.5,34.1,-28&sky=night&layers=pipes,trees&lang=en");
    expect(address).toMatchObject({
      room: "plan",
      node: "310101",
      camera: CAMERA,
      daylight: "night",
      language: "en",
    });
    expect(address.layers).toMatchObject({ buildings: true, pipes: true, trees: false });
  });

  it("opens the wall by the sun for what says nothing, or nothing known", () => {
    for (const path of ["/", "/attic", "/?sky=green", "/?layers=walls"])
      expect(read(path)).toMatchObject({ room: "wall", node: null, camera: null, daylight: "auto", language: null });
    expect(read("/").layers).toEqual({
      buildings: true,
      roads: true,
      rails: true,
      pipes: false,
      trees: true,
      assets: true,
    });
    expect(read("/field").daylight).toBe("day");
  });

  it.each([
    ["nothing", null],
    ["an empty text", ""],
    ["four numbers", "1,2,3,4"],
    ["a word", "1,2,high,0,0"],
    ["a longitude beyond 180", "181,0,100,0,0"],
    ["a latitude beyond 90", "0,-91,100,0,0"],
    ["a pitch beyond 90", "0,0,100,0,-91"],
    ["a height beyond the moon's way", "0,0,1e9,0,0"],
    ["infinity", "0,0,Infinity,0,0"],
  ])("refuses a camera of %s", (_what, text) => {
    expect(readCamera(text)).toBeNull();
  });
});

describe("writing", () => {
  beforeEach(() => {
    openTinyCity();
    keepCamera(null);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("keeps a link until it has been followed", () => {
    const { address } = standInBrowser("/plan?node=310102");
    writeUrl("replace", CAMERA);
    expect(address().search).toBe("?node=310102");
    addressFollowed();
  });

  it("is read back as it was, in every room", () => {
    for (const room of ["wall", "plan", "field"] as const) {
      const { address } = standInBrowser();
      const nodes = openTinyCity();
      const { layers } = useView.getState();
      useView.setState({
        room,
        node: nodes.slotOf("L1"),
        daylight: "auto",
        layers: { ...layers, pipes: true, roads: false },
      });
      writeUrl("push", CAMERA);
      const back = readUrl(address());
      expect(back).toMatchObject({ room, node: "L1", camera: CAMERA, daylight: "auto" });
      expect(back.layers).toEqual(useView.getState().layers);
    }
  });

  it("says nothing of defaults, pushes and replaces as told, and writes the same address once", () => {
    const { pushed, replaced } = standInBrowser("/wall");
    useView.setState({ node: 0 });
    writeUrl("push", null);
    expect(pushed).toEqual([]);
    useView.setState({ node: 1 });
    writeUrl("push", null);
    writeUrl("push", null);
    expect(pushed).toEqual(["/wall?node=310101"]);
    writeUrl("replace", CAMERA);
    expect(replaced).toEqual(["/wall?node=310101&cam=121.5,31.25,900.5,34.1,-28"]);
    // undefined keeps the last camera, null drops it.
    useView.setState({ node: 0 });
    writeUrl("push");
    expect(pushed.at(-1)).toBe("/wall?cam=121.5,31.25,900.5,34.1,-28");
    writeUrl("push", null);
    expect(pushed.at(-1)).toBe("/wall");
  });

  it("finds the node of a code, and the city for one that is not here", async () => {
    const nodes = openTinyCity();
    expect(await slotOfCode("T3")).toBe(nodes.slotOf("T3"));
    expect(await slotOfCode(null)).toBe(0);
    // Building codes are looked up in their table, which nobody serves here.
    vi.stubGlobal("fetch", () => Promise.reject(new Error("no network")));
    expect(await slotOfCode("gone")).toBe(0);
  });
});
