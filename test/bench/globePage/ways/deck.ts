// deck.gl's ScatterplotLayer with binary attributes, its quickest way to bring new colours and sizes; a map of its own beside Cesium's.

import { Deck, MapView } from "@deck.gl/core";
import { ScatterplotLayer } from "@deck.gl/layers";
import { SEVERITY_COLOURS } from "../../../../src/globe/palette.ts";
import { type Stage, sizeOf, type Way } from "./way.ts";

/** @param parent element its canvas goes into */
export async function deck({ points }: Stage, parent: HTMLDivElement, rounds: number): Promise<Way> {
  const { lon, lat, height } = points;
  const count = lon.length;
  const position = new Float64Array(count * 3);
  const colour = new Uint8Array(count * 4).fill(255);
  const radius = new Float32Array(count).fill(sizeOf(0) / 2);
  for (let i = 0; i < count; i++) position.set([lon[i], lat[i], height[i]], i * 3);
  const rgb = SEVERITY_COLOURS.map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  let visible = true;
  const positions = { value: position, size: 3 };
  const layer = (): ScatterplotLayer =>
    new ScatterplotLayer({
      id: "points",
      visible,
      radiusUnits: "pixels",
      data: {
        length: count,
        attributes: {
          getPosition: positions,
          // New objects: the sign that their values are new.
          getFillColor: { value: colour, size: 4 },
          getRadius: { value: radius, size: 1 },
        },
      },
    });
  let map: Deck<MapView>;
  await new Promise<void>((done, failed) => {
    map = new Deck({
      parent,
      width: "100%",
      height: "100%",
      views: new MapView(),
      initialViewState: { longitude: lon[0], latitude: lat[0], zoom: 9 },
      layers: [layer()],
      useDevicePixels: false,
      onError: (error) => failed(error),
      onAfterRender: () => done(),
    });
  });
  return {
    name: "deck.gl ScatterplotLayer",
    rounds,
    show(shown) {
      if (visible === shown) return;
      visible = shown;
      map.setProps({ layers: [layer()] });
    },
    write(which, severity) {
      for (let i = 0; i < which.length; i++) {
        colour.set(rgb[severity[i]], which[i] * 4);
        radius[which[i]] = sizeOf(severity[i]) / 2;
      }
      map.setProps({ layers: [layer()] });
    },
    render() {
      // What its own loop does in every frame: take the new layers, then draw.
      (map as unknown as { layerManager: { updateLayers(): void } }).layerManager.updateLayers();
      map.redraw("bench");
    },
  };
}
