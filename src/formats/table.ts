// The formats that can be read wherever the code runs, in the order in which they are asked whether a file is theirs.

import { citygml } from "./citygml/citygml.ts";
import { cityjson } from "./cityjson/cityjson.ts";
import { csv } from "./csv/csv.ts";
import { epanet } from "./epanet/epanet.ts";
import { flatgeobuf } from "./flatgeobuf/flatgeobuf.ts";
import type { Format } from "./format.ts";
import { geojson } from "./geojson/geojson.ts";
import { kml } from "./kml/kml.ts";
import { osm } from "./osm/osm.ts";
import { shapefile } from "./shapefile/shapefile.ts";

export const FORMATS: readonly Format[] = [kml, citygml, cityjson, osm, geojson, flatgeobuf, shapefile, epanet, csv];
