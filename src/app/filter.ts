// The filter in hand: kept in the view, written into the address, told to the worker.

import type { StateFilter } from "../twin/stateFilter.ts";
import { liveLink } from "./live/link.ts";
import { useView } from "./stores/view.ts";
import { writeUrl } from "./url.ts";

export function setFilter(filter: StateFilter): void {
  useView.setState({ filter });
  liveLink.filter(filter);
  writeUrl("replace");
}
