// The worker's side of the list of assets: keeps its order, tells the rows that are looked at.

import { AssetList, type AssetQuery } from "../../twin/assetList.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { AssetsAsked, AssetsMessage, LiveScene } from "./protocol.ts";
import type { Shown } from "./shown.ts";

/** The order follows what changes this often, ms; a hand on the list stops it. */
const SORT_MS = 5000;

export class AssetTeller {
  private readonly list: AssetList;
  private asked: AssetsAsked | null = null;
  private slots: Uint32Array = new Uint32Array();
  private sorted: { at: number; query: AssetQuery } | null = null;

  constructor(nodes: NodeTable, scene: LiveScene) {
    this.list = new AssetList(nodes, scene.kinds);
  }

  /** @returns what is asked, now; undefined when nobody looks */
  ask(asked: AssetsAsked | null, shown: Shown): AssetsMessage | undefined {
    if (asked?.whole) {
      const slots = this.list.slots(asked.query, shown.state, shown.taker.passes);
      return {
        type: "assets",
        id: asked.id,
        whole: true,
        from: 0,
        total: slots.length,
        rows: this.list.rows(slots, shown.state),
      };
    }
    this.asked = asked;
    return this.tell(shown, Date.now());
  }

  /** Another filter or another table: the order is made anew. */
  forget(): void {
    this.sorted = null;
  }

  tell(shown: Shown, now: number): AssetsMessage | undefined {
    const { asked, sorted } = this;
    if (!asked) return undefined;
    const { query, from, count, held, id } = asked;
    const same = sorted !== null && sameQuery(sorted.query, query);
    if (!same || (!held && now - sorted.at >= SORT_MS)) {
      this.slots = this.list.slots(query, shown.state, shown.taker.passes);
      this.sorted = { at: now, query };
    }
    const rows = this.list.rows(this.slots.subarray(from, from + count), shown.state);
    return { type: "assets", id, whole: false, from, total: this.slots.length, rows };
  }
}

const sameQuery = (a: AssetQuery, b: AssetQuery): boolean =>
  (Object.keys(a) as (keyof AssetQuery)[]).every((key) => a[key] === b[key]);
