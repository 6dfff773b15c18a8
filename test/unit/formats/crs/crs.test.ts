// Coordinate systems: landmarks as PROJ 9 (gdaltransform) has them, every spelling of a name, units, axis order and clear refusals.

import { describe, expect, it } from "vitest";
import { epsgLookup } from "../../../../src/builder/epsgRegistry.ts";
import { axisOrder, converterOf } from "../../../../src/formats/crs/crs.ts";
import { definitionOf } from "../../../../src/formats/crs/definitions.ts";

/** Longitude and latitude of one position. */
function lonLat(crs: string, x: number, y: number): [number, number] {
  const position = Float64Array.of(x, y);
  converterOf(crs, "f", epsgLookup).toLonLat(position, 2);
  return [position[0], position[1]];
}

/** Metres between two places near each other. */
function apart([lon, lat]: readonly number[], [lon2, lat2]: readonly number[]): number {
  return Math.hypot((lon - lon2) * 111_320 * Math.cos((lat * Math.PI) / 180), (lat - lat2) * 111_320);
}

describe("converterOf", () => {
  // code, landmark, x, y, metres of tolerance (0.05 where no datum shift is involved; grids against seven parameters up to 3)
  it.each([
    [4549, [121.4905, 31.2397], 641999.2507, 3458508.2499, 0.05],
    [4528, [121.4905, 31.2397], 40641999.2507, 3458508.2499, 0.05],
    [4509, [121.4905, 31.2397], 927989.2333, 3466259.408, 0.05],
    [4498, [116.3975, 39.9087], 20448481.5746, 4419565.4353, 0.05],
    [3857, [121.4905, 31.2397], 13524260.5962, 3663918.0338, 0.05],
    [32651, [121.4905, 31.2397], 356247.9581, 3457149.422, 0.05],
    [32756, [151.2153, -33.8568], 334900.5697, 6252288.7529, 0.05],
    [25833, [13.4094, 52.5208], 392079.7401, 5820154.5491, 0.05],
    [28992, [4.8937, 52.3731], 121392.6624, 487361.5799, 1],
    [7415, [4.8937, 52.3731], 121392.6624, 487361.5799, 1],
    [2056, [7.4441, 46.9466], 2600416.2541, 1199501.6577, 1],
    [21781, [7.4441, 46.9466], 600416.2541, 199501.6577, 2],
    [3547, [-84.5037, 38.0406], 5280146.9674, 3904872.2728, 0.05],
    [6677, [139.7454, 35.6586], -7961.6295, -37872.9744, 0.05],
    [6669, [129.8737, 32.7448], 35020.2607, -28237.6342, 0.05],
    [3068, [13.4094, 52.5208], 25336.6528, 21544.3764, 3],
    [31467, [9.1829, 48.7758], 3513518.4349, 5404271.4214, 3],
    [27700, [-0.1246, 51.5007], 530269.9024, 179640.7174, 3],
    [2263, [-74.0445, 40.6892], 971909.0048, 190373.7151, 0.05],
    [2154, [2.2945, 48.8584], 648237.3015, 6862271.6816, 0.05],
    [31370, [4.3499, 50.8467], 148672.3155, 170699.7174, 1],
    [2326, [114.1694, 22.3193], 835497.9211, 820032.9344, 1],
    [3826, [121.5645, 25.034], 306965.5326, 2769662.2237, 0.05],
    [2180, [21.0122, 52.2297], 637382.2044, 486757.2095, 0.05],
    [3035, [13.4094, 52.5208], 4552330.5548, 3273371.1919, 0.05],
    [3414, [103.8519, 1.2903], 30067.9533, 30300.3451, 0.05],
    [2193, [174.7762, -41.2865], 1748735.5531, 5427916.4789, 0.05],
    // not built in: from the registry
    [5514, [14.4212, 50.087], -742820.5057, -1043063.6163, 15],
    [3301, [24.7536, 59.437], 542763.3691, 6589036.2754, 0.05],
    [31287, [16.3738, 48.2082], 625923.3384, 483187.202, 3],
    [2039, [35.2137, 31.7683], 220333.4649, 630626.134, 15],
  ])("EPSG:%i puts its landmark where PROJ does", (code, landmark, x, y, metres) => {
    expect(apart(lonLat(`EPSG:${code}`, x, y), landmark)).toBeLessThan(metres);
  });

  it("undoes GCJ-02 and BD-09 to within a metre", () => {
    for (const at of [lonLat("gcj02", 121.478223, 31.228458), lonLat("BD-09", 121.484781, 31.234311)])
      expect(apart(at, [121.4737, 31.2304])).toBeLessThan(1);
    expect(lonLat("GCJ-02", 13.4, 52.5)).toEqual([13.4, 52.5]); // outside of China nothing is shifted
  });

  it("agrees with the registry wherever both know a code", () => {
    const codes = [
      [4491, 4554],
      [32601, 32660],
      [32701, 32760],
      [25828, 25838],
      [26901, 26923],
      [28348, 28358],
      [7846, 7859],
      [6669, 6687],
      [2443, 2461],
      [31466, 31469],
    ];
    const known = codes.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
    known.push(2056, 21781, 2154, 2180, 2193, 2263, 2326, 27700, 28992, 3035, 3068, 31370, 3414, 3547, 3826);
    let compared = 0;
    for (const code of known) {
      const theirs = epsgLookup(code);
      if (theirs === null) continue;
      compared++;
      const ours = definitionOf(code) as string;
      const [x, y] = /x_0=(\S+)/.test(ours)
        ? [Number(/x_0=(\S+)/.exec(ours)![1]) + 20_000, Number(/y_0=(\S+)/.exec(ours)![1]) + 30_000]
        : [520_000, 4_000_000];
      const at = (definition: string): [number, number] => lonLat(definition, x, y);
      expect(apart(at(ours), at(theirs)), `EPSG:${code} ${ours} | ${theirs}`).toBeLessThan(
        /towgs84=[1-9-]|datum=/.test(theirs) ? 4 : 0.01,
      );
    }
    expect(compared).toBeGreaterThan(200);
  });

  it.each([
    "EPSG:3857",
    "urn:ogc:def:crs:EPSG::3857",
    "urn:ogc:def:crs:EPSG:9.9.1:3857",
    "EPSG:900913",
    "http://www.opengis.net/def/crs/EPSG/0/3857",
    "https://www.opengis.net/def/crs/EPSG/0/3857",
    "http://www.opengis.net/gml/srs/epsg.xml#3857",
    "ESRI:102100",
    "3857",
  ])("reads %s", (crs) =>
    expect(apart(lonLat(crs, 13524260.5962, 3663918.0338), [121.4905, 31.2397])).toBeLessThan(0.1),
  );

  it.each([
    "EPSG:4326",
    "EPSG:4490",
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84h",
    "OGC:CRS84",
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "http://www.opengis.net/def/crs/EPSG/0/6697",
    "WGS84",
    "CGCS2000",
  ])("leaves %s as it is", (crs) => {
    expect(lonLat(crs, 121.5, 31.2)).toEqual([121.5, 31.2]);
    expect(converterOf(crs, "f").degrees).toBe(true);
  });

  it.each([
    ["urn:ogc:def:crs,crs:EPSG::25833,crs:EPSG::7837", [392079.7401, 5820154.5491], [13.4094, 52.5208]],
    ["EPSG:25833+7837", [392079.7401, 5820154.5491], [13.4094, 52.5208]],
    ["urn:adv:crs:ETRS89_UTM33*DE_DHHN2016_NH", [392079.7401, 5820154.5491], [13.4094, 52.5208]],
    ["EPSG:5556", [392079.7401, 5820154.5491], [13.4094, 52.5208]],
  ])("takes the plane part of %s", (crs, [x, y], landmark) => {
    expect(apart(lonLat(crs, x, y), landmark)).toBeLessThan(0.1);
  });

  it("leaves the heights of positions alone and tells their unit", () => {
    const positions = Float64Array.of(641999.2507, 3458508.2499, 632, 641999.2507, 3458508.2499, Number.NaN);
    converterOf("EPSG:4549", "f").toLonLat(positions, 3);
    expect([positions[2], positions[5]]).toEqual([632, Number.NaN]);
    expect(positions[3]).toBeCloseTo(121.4905, 6);
    expect(converterOf("EPSG:3547", "f").heightMetres).toBeCloseTo(1200 / 3937, 12);
    expect(converterOf("EPSG:2263", "f").heightMetres).toBeCloseTo(1200 / 3937, 12);
    expect(converterOf("EPSG:2263+5703", "f").heightMetres).toBe(1);
    expect(converterOf("EPSG:7415", "f").heightMetres).toBe(1);
  });

  it("makes NaN of what a projection cannot undo", () => {
    const [lon, lat] = lonLat("EPSG:32651", 1e30, 1e30);
    expect(Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90).toBe(false);
  });

  it("warns of old datums without a known shift, and of no others", () => {
    expect(converterOf("EPSG:2385", "f", epsgLookup).caution).toMatch(/no transformation from its datum/); // Xian 1980
    for (const crs of [
      "EPSG:4549",
      "EPSG:3857",
      "EPSG:28992",
      "EPSG:31467",
      "EPSG:5514",
      "gcj02",
      "WGS84",
      "EPSG:2263",
    ])
      expect(converterOf(crs, "f", epsgLookup).caution).toBeNull();
  });

  it.each(["EPSG:99999", "Beijing", "", "+proj=nonsense", 'PROJCS["broken'])("refuses %j by name", (crs) => {
    expect(() => converterOf(crs, "roads.geojson", epsgLookup)).toThrow(
      /roads\.geojson: its coordinate system .* is not known → use EPSG/,
    );
  });
});

describe("written-out systems", () => {
  const ESRI_CGCS =
    'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]';
  const ESRI_RD =
    'PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],PARAMETER["Latitude_Of_Origin",52.1561605555556],UNIT["Meter",1.0]]';
  const ESRI_NY =
    'PROJCS["NAD_1983_StatePlane_New_York_Long_Island_FIPS_3104_Feet",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",984250.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-74.0],PARAMETER["Standard_Parallel_1",40.66666666666666],PARAMETER["Standard_Parallel_2",41.03333333333333],PARAMETER["Latitude_Of_Origin",40.16666666666666],UNIT["Foot_US",0.3048006096012192]]';
  const WKT2 =
    'PROJCRS["ETRS89 / UTM zone 33N",BASEGEOGCRS["ETRS89",DATUM["European Terrestrial Reference System 1989",ELLIPSOID["GRS 1980",6378137,298.257222101,LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]]],CONVERSION["UTM zone 33N",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8801]],PARAMETER["Longitude of natural origin",15,ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8802]],PARAMETER["Scale factor at natural origin",0.9996,SCALEUNIT["unity",1],ID["EPSG",8805]],PARAMETER["False easting",500000,LENGTHUNIT["metre",1],ID["EPSG",8806]],PARAMETER["False northing",0,LENGTHUNIT["metre",1],ID["EPSG",8807]]],CS[Cartesian,2],AXIS["(E)",east,ORDER[1],LENGTHUNIT["metre",1]],AXIS["(N)",north,ORDER[2],LENGTHUNIT["metre",1]]]';

  it.each([
    ["Esri CGCS2000", ESRI_CGCS, [641999.2507, 3458508.2499], [121.4905, 31.2397], 0.05],
    ["Esri RD New, whose datum shift Esri leaves out", ESRI_RD, [121392.6624, 487361.5799], [4.8937, 52.3731], 1],
    ["Esri state plane in feet", ESRI_NY, [971909.0048, 190373.7151], [-74.0445, 40.6892], 0.1],
    ["WKT 2", WKT2, [392079.7401, 5820154.5491], [13.4094, 52.5208], 0.05],
    [
      "WKT 2 with its code",
      WKT2.replace(/\]$/, ',ID["EPSG",25833]]'),
      [392079.7401, 5820154.5491],
      [13.4094, 52.5208],
      0.05,
    ],
    [
      "a compound",
      `COMPD_CS["RD + NAP",${ESRI_RD},VERT_CS["NAP height",VERT_DATUM["Normaal Amsterdams Peil",2005],UNIT["metre",1]]]`,
      [121392.6624, 487361.5799],
      [4.8937, 52.3731],
      1,
    ],
  ])("are read: %s", (_, wkt, [x, y], landmark, metres) => {
    expect(apart(lonLat(wkt, x, y), landmark)).toBeLessThan(metres);
  });

  it("keep degrees as they are, and know feet", () => {
    const wgs =
      'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';
    expect(lonLat(wgs, 121.5, 31.2)).toEqual([121.5, 31.2]);
    expect(converterOf(wgs, "f").degrees).toBe(true);
    expect(converterOf(ESRI_NY, "f").heightMetres).toBeCloseTo(0.3048006096, 9);
    const mixed = `COMPD_CS["x",${ESRI_NY},VERT_CS["NAVD88 height",VERT_DATUM["x",2005],UNIT["metre",1]]]`;
    expect(converterOf(mixed, "f").heightMetres).toBe(1);
  });
});

describe("axisOrder", () => {
  it.each([
    ["http://www.opengis.net/def/crs/EPSG/0/6697", "yx"],
    ["urn:ogc:def:crs:EPSG::4326", "yx"],
    ["urn:ogc:def:crs:EPSG::4549", "yx"],
    ["urn:ogc:def:crs,crs:EPSG::3068,crs:EPSG::5783", "yx"],
    ["urn:ogc:def:crs:EPSG::6677", "yx"],
    ["urn:ogc:def:crs:EPSG::25832", "xy"],
    ["urn:ogc:def:crs:EPSG::28992", "xy"],
    ["urn:ogc:def:crs:EPSG::7415", "xy"],
    ["urn:ogc:def:crs:OGC:1.3:CRS84", "xy"],
    ["EPSG:4326", "xy"],
    ["http://www.opengis.net/gml/srs/epsg.xml#4326", "xy"],
    ["urn:adv:crs:ETRS89_UTM32", "xy"],
    ["EPSG:25832", "xy"],
  ])("of %s is %s", (crs, order) => expect(axisOrder(crs)).toBe(order));
});
