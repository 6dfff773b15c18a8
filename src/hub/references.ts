// What the hub does for layers of other hosts: which the page may ask, and with which keys.

import { z } from "zod";
import {
  type BuiltReference,
  builtReference,
  referenceOrigins,
  tokenOf,
  tokenVariable,
} from "../twin/scene/references.ts";

export interface HubReferences {
  list: readonly BuiltReference[];
  /** Origins of other hosts the page may ask; none when the scene names none. */
  origins: string[];
  /** Key of each reference that wants one and has one, by its id. Whoever sees the layer can read them. */
  tokens: Record<string, string>;
}

/**
 * Reads the references of a built.json. @param env where keys stand as YIWANG_TOKEN_NAME
 * @param log told of keys that are wanted and not there
 */
export function hubReferences(
  references: unknown,
  env: Readonly<Record<string, string | undefined>>,
  log: (text: string) => void,
): HubReferences {
  const list = z.array(builtReference).parse(references ?? []);
  const tokens: Record<string, string> = {};
  for (const { spec } of list) {
    const wanted = tokenOf(spec);
    if (!wanted) continue;
    const variable = tokenVariable(wanted.name);
    const value = env[variable];
    if (value) tokens[spec.id] = value;
    else log(`layer ${spec.id} wants a key and has none → set ${variable}`);
  }
  return { list, origins: referenceOrigins(list), tokens };
}
