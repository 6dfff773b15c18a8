// The table of reference types: a type's word in the manifest → its layer. A new type is one file and one line here.

import type { BuiltReference, ReferenceType } from "../../../twin/scene/references.ts";
import type { GlobeLayer } from "../layer.ts";
import { CzmlLayer } from "./czml.ts";
import { ImageryReference, type MakeProvider } from "./imagery.ts";
import { ModelReference } from "./model.ts";
import { pmtiles } from "./pmtiles.ts";
import { tianditu, wms, wmts, xyz } from "./providers.ts";
import { type MakeReference, type ReferenceContext, referenceLayerId, resourceOf } from "./reference.ts";
import { TerrainReference } from "./terrain.ts";
import { TilesetReference } from "./tileset.ts";
import { mvt } from "./vectorTiles.ts";

const imagery =
  (make: MakeProvider): MakeReference =>
  (built, context) =>
    new ImageryReference(built, context, make);
const terrain: MakeReference = (built, context) => new TerrainReference(built, context);

const MAKERS: Record<ReferenceType, MakeReference> = {
  "3dtiles": (built, context) => new TilesetReference(built, context),
  gltf: (built, context) => new ModelReference(built, context),
  czml: (built, context) =>
    new CzmlLayer(referenceLayerId(built.spec.id), () => resourceOf(built, context), built.spec.id, context),
  wms: imagery(wms),
  wmts: imagery(wmts),
  tianditu: imagery(tianditu),
  xyz: imagery(xyz),
  mvt: imagery(mvt),
  pmtiles: imagery(pmtiles),
  "terrain-quantized-mesh": terrain,
  "terrain-rgb": terrain,
};

/** A layer for each reference, in the manifest's order. */
export const referenceLayers = (references: readonly BuiltReference[], context: ReferenceContext): GlobeLayer[] =>
  references.map((built) => MAKERS[built.spec.type](built, context));
