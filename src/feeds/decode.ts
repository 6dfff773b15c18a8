// The table of conventions: a feed's word in the manifest → its decoder. A new convention is one file and one line here.

import type { Feed } from "../twin/scene/schema.ts";
import { cap } from "./conventions/cap.ts";
import { hfp } from "./conventions/hfp.ts";
import { homie5 } from "./conventions/homie.ts";
import { json } from "./conventions/json.ts";
import { ngsi } from "./conventions/ngsi.ts";
import { senml } from "./conventions/senml.ts";
import { sensorThings } from "./conventions/sensorThings.ts";
import { sparkplugB } from "./conventions/sparkplugB.ts";
import { tasmota } from "./conventions/tasmota.ts";
import { thingsBoard } from "./conventions/thingsBoard.ts";
import { zigbee2mqtt } from "./conventions/zigbee2mqtt.ts";
import { DecodeError } from "./decodeError.ts";
import type { FeedDecoder, FeedEvents, MakeDecoder } from "./decoder.ts";

export type { FeedDecoder, FeedEvents } from "./decoder.ts";
export { DecodeError };

const MAKERS: Record<Feed["convention"], MakeDecoder> = {
  json,
  senml,
  sparkplugB,
  sensorThings,
  ngsi,
  homie5,
  zigbee2mqtt,
  tasmota,
  thingsBoard,
  hfp,
  cap,
};

/**
 * @param timeZone IANA name of the zone that source times without one are in
 * @throws Error when the feed's templates cannot be read
 */
export const createDecoder = (feed: Feed, timeZone: string, events: FeedEvents): FeedDecoder =>
  MAKERS[feed.convention](feed, timeZone, events);
