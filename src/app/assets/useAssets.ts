// The part of the list of assets that is on screen, kept fresh by the worker; and all of it once, for a file.

import { useEffect, useRef, useState } from "react";
import type { AssetQuery } from "../../twin/assetList.ts";
import { liveLink } from "../live/link.ts";
import type { AssetsMessage } from "../live/protocol.ts";

let lastId = 0;
const waiting = new Map<number, (message: AssetsMessage) => void>();
let shown: (message: AssetsMessage) => void = () => {};

function took(message: AssetsMessage): void {
  if (!message.whole) {
    shown(message);
    return;
  }
  waiting.get(message.id)?.(message);
  waiting.delete(message.id);
}

/** @param from first row, and @param count how many @param held the order stays while a hand is on it @returns null before the first answer */
export function useAssets(query: AssetQuery, from: number, count: number, held: boolean): AssetsMessage | null {
  const [part, setPart] = useState<AssetsMessage | null>(null);
  const asked = useRef(0);
  useEffect(() => {
    shown = (message) => {
      if (message.id === asked.current) setPart(message);
    };
    liveLink.whenAssets(took);
    return () => {
      shown = () => {};
      liveLink.assets(null);
    };
  }, []);
  const { below, of, sort, down, language, text } = query;
  useEffect(() => {
    asked.current = ++lastId;
    const wanted = { below, of, sort, down, language, text };
    liveLink.assets({ query: wanted, from, count, held, id: asked.current, whole: false });
  }, [below, of, sort, down, language, text, from, count, held]);
  return part;
}

/** Every row, in order. */
export function allAssets(query: AssetQuery): Promise<AssetsMessage> {
  const id = ++lastId;
  return new Promise((done) => {
    waiting.set(id, done);
    liveLink.whenAssets(took);
    liveLink.assets({ query, from: 0, count: 0, held: true, id, whole: true });
  });
}
