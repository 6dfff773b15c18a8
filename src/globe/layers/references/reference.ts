// What every reference layer is made of: its words, where it is, and the few things of the globe it may touch.

import { Resource, type Scene } from "cesium";
import { type BuiltReference, tokenOf } from "../../../twin/scene/references.ts";
import type { Look } from "../../look.ts";
import type { GlobeLayer } from "../layer.ts";
import type { Surface } from "./surface.ts";

/** Id of a reference among the globe's layers and in addresses of the page; a dot, so that no other layer has it. */
export const referenceLayerId = (id: string): string => `ref.${id}`;

/** What a reference layer needs; wider than what the scene's own layers need. */
export interface ReferenceContext {
  scene: Scene;
  look: Look;
  surface: Surface;
  /** Address of the built scene's folder, with a slash at the end. */
  sceneUrl: string;
  /** Keys by reference id, once the hub has told them. */
  tokens: Promise<Readonly<Record<string, string>>>;
  /** Whether things may move by themselves. */
  motion: boolean;
  onProblem(layer: string, reason: string, missing?: Missing): void;
}

/** How much of a layer is not there. */
export interface Missing {
  missing: number;
  contents: number;
}

/** Makes the layer of one reference. */
export type MakeReference = (built: BuiltReference, context: ReferenceContext) => GlobeLayer;

/** Address as Cesium takes it: from the built scene or another host, with the key it wants. */
export async function resourceOf(built: BuiltReference, context: ReferenceContext): Promise<Resource> {
  const wanted = tokenOf(built.spec);
  const value = wanted ? (await context.tokens)[built.spec.id] : undefined;
  return new Resource({
    url: absoluteUrl(built.url, context.sceneUrl),
    ...(wanted && value ? { queryParameters: { [wanted.param]: value } } : {}),
  });
}

/** Absolute address; {…} of a template stay as they are. */
export function absoluteUrl(url: string, sceneUrl: string): string {
  if (/^https?:/i.test(url)) return url;
  return new URL(url.startsWith("/") ? url : `${sceneUrl}${url}`, globalThis.location.href).href
    .replaceAll("%7B", "{")
    .replaceAll("%7D", "}");
}

/** Short text of whatever was thrown. */
export const reasonOf = (error: unknown): string => {
  const { message, statusCode } = (error ?? {}) as { message?: string; statusCode?: number };
  return message ?? (statusCode === undefined ? String(error) : `HTTP ${statusCode}`);
};
