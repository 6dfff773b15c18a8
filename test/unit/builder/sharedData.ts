// Where real data for tests lies: SHARED_DATA, or ../shared/data beside the checkout. Tests skip with a message without it.

import { SHARED_DATA, sharedData } from "../../support/need.ts";

export { SHARED_DATA };
export const hasSharedData = sharedData("SOURCES.md") !== undefined;
