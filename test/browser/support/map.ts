// The middle of the map as a colour, and the switches of its layers.

import { type AppPage, screenshot } from "./page.ts";

export type Colour = readonly number[];

/** Mean colour beside the middle of the map, where the name of the place does not stand. */
export async function middleOfMap(app: AppPage): Promise<Colour> {
  const png = await screenshot(app.page);
  const box = await app.page.locator(".map canvas").first().boundingBox();
  const [x0, y0] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2].map(Math.round);
  const sum = [0, 0, 0];
  for (let y = y0 - 90; y < y0 - 74; y++)
    for (let x = x0 - 50; x < x0 - 34; x++)
      for (let k = 0; k < 3; k++) sum[k] += png.data[4 * (y * png.width + x) + k] / 256;
  return sum;
}

/** Largest difference of any channel. */
export const far = (a: Colour, b: Colour): number => Math.max(...a.map((value, k) => Math.abs(value - b[k])));

/** Whether a colour has the hue of another: haze pales it, but the channels keep their order and proportion. */
export function tinted(now: Colour, colour: Colour): boolean {
  const apart = (c: Colour): number[] => c.map((value) => value - (c[0] + c[1] + c[2]) / 3);
  const [a, b] = [apart(now), apart(colour)];
  const dot = (p: Colour, q: Colour): number => p.reduce((sum, value, k) => sum + value * q[k], 0);
  return Math.sqrt(dot(a, a)) > 15 && dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) > 0.9;
}

/** Switches a layer by its name in the layer menu. */
export async function toggleLayer(app: AppPage, name: string): Promise<void> {
  await app.page.getByLabel("视图", { exact: true }).click();
  await app.page.getByRole("checkbox", { name }).click();
  await app.page.getByLabel("视图", { exact: true }).click();
}

/** Pixels of the whole screen whose one channel stands out. @param channel 0 red, 1 green, 2 blue */
export async function pixelsOf(app: AppPage, channel: 0 | 1 | 2): Promise<number> {
  const { data } = await screenshot(app.page);
  const others = [0, 1, 2].filter((k) => k !== channel);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (others.every((k) => data[i + channel] > data[i + k] + 40)) count++;
  return count;
}
