// proj4 definitions of the EPSG codes cities use, from the EPSG registry; what is not here a registry may be asked for.

const GRS80 = "+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs";

/** Geographic systems that are WGS 84 to within a metre (plates drift by some centimetres a year). */
const SAME_AS_WGS84 = new Set([
  4326, 4979, 4490, 4480, 4258, 4937, 4269, 4283, 7844, 4171, 4167, 4617, 4612, 4947, 6668, 6667, 6697, 4674, 4759,
  6318, 4148, 4619, 4765, 5489, 4981,
]);

/** Horizontal part of compound systems. */
const COMPOUNDS: Readonly<Record<number, number>> = {
  7415: 28992, // + NAP
  5554: 25831, // + DHHN92
  5555: 25832,
  5556: 25833,
  5972: 25832, // + NN2000
  5973: 25833,
  7416: 25832, // + DVR90
  7405: 27700, // + ODN
  5698: 2154, // + NGF-IGN69
  6190: 31370, // + Ostend
  6697: 6668,
};

/** Origins (latitude, longitude in degrees) of Japan's plane rectangular systems I–XIX. */
const JAPAN: readonly (readonly [number, number])[] = [
  [33, 129.5],
  [33, 131],
  [36, 132 + 1 / 6],
  [33, 133.5],
  [36, 134 + 1 / 3],
  [36, 136],
  [36, 137 + 1 / 6],
  [36, 138.5],
  [36, 139 + 5 / 6],
  [40, 140 + 5 / 6],
  [44, 140.25],
  [44, 142.25],
  [44, 144.25],
  [26, 142],
  [26, 127.5],
  [26, 124],
  [26, 131],
  [20, 136],
  [26, 154],
];

/** Helmert parameters (EPSG operations 1777, 5339 …, good to a few metres) where the registry names a grid we do not carry. */
const DHDN = "+towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7"; // EPSG 1777, 3 m
const OSGB = "+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489"; // EPSG 1314, 2 m

/** Grids by the shift that stands in for them. */
export const GRID_STAND_INS: Readonly<Record<string, string>> = {
  "BETA2007.gsb": DHDN,
  "OSTN15_NTv2_OSGBtoETRS.gsb": OSGB,
  "@null": "",
};

const SINGLE: Readonly<Record<number, string>> = {
  2056: "+proj=somerc +lat_0=46.9524055555556 +lon_0=7.43958333333333 +k_0=1 +x_0=2600000 +y_0=1200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs",
  21781:
    "+proj=somerc +lat_0=46.9524055555556 +lon_0=7.43958333333333 +k_0=1 +x_0=600000 +y_0=200000 +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs",
  2154: `+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 ${GRS80}`,
  2180: `+proj=tmerc +lat_0=0 +lon_0=19 +k=0.9993 +x_0=500000 +y_0=-5300000 ${GRS80}`,
  2193: `+proj=tmerc +lat_0=0 +lon_0=173 +k=0.9996 +x_0=1600000 +y_0=10000000 ${GRS80}`,
  2263: "+proj=lcc +lat_0=40.1666666666667 +lon_0=-74 +lat_1=41.0333333333333 +lat_2=40.6666666666667 +x_0=300000 +y_0=0 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=us-ft +no_defs",
  2326: "+proj=tmerc +lat_0=22.3121333333333 +lon_0=114.178555555556 +k=1 +x_0=836694.05 +y_0=819069.8 +ellps=intl +towgs84=-162.619,-276.959,-161.764,0.067753,-2.243649,-1.158827,-1.094246 +units=m +no_defs",
  27700: `+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy ${OSGB} +units=m +no_defs`,
  28992:
    "+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.4171,50.3319,465.5524,-0.398957,0.343988,-1.877402,4.0725 +units=m +no_defs",
  3035: `+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 ${GRS80}`,
  3068: `+proj=cass +lat_0=52.4186482777778 +lon_0=13.6272036666667 +x_0=40000 +y_0=10000 +ellps=bessel ${DHDN} +units=m +no_defs`,
  31370:
    "+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 +x_0=150000.013 +y_0=5400088.438 +ellps=intl +towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747 +units=m +no_defs",
  3414: "+proj=tmerc +lat_0=1.36666666666667 +lon_0=103.833333333333 +k=1 +x_0=28001.642 +y_0=38744.572 +ellps=WGS84 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs",
  3547: "+proj=lcc +lat_0=36.3333333333333 +lon_0=-85.75 +lat_1=37.0833333333333 +lat_2=38.6666666666667 +x_0=1500000 +y_0=999999.999898399 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=us-ft +no_defs",
  3826: `+proj=tmerc +lat_0=0 +lon_0=121 +k=0.9999 +x_0=250000 +y_0=0 ${GRS80}`,
};

/** A code's definition: "same" where its degrees are WGS 84 as they stand, a proj4 text, or null when it is not known here. */
export function definitionOf(epsg: number): string | null {
  const code = COMPOUNDS[epsg] ?? epsg;
  if (SAME_AS_WGS84.has(code)) return "same";
  const gauss = (meridian: number, easting: number): string =>
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  const within = (from: number, to: number): boolean => code >= from && code <= to;
  if (code === 3857 || code === 900913 || code === 102100 || code === 3785) return "EPSG:3857";
  if (within(4491, 4501)) return gauss(75 + 6 * (code - 4491), (13 + code - 4491) * 1e6 + 5e5); // CGCS2000 6° zones
  if (within(4502, 4512)) return gauss(75 + 6 * (code - 4502), 5e5);
  if (within(4513, 4533)) return gauss(75 + 3 * (code - 4513), (25 + code - 4513) * 1e6 + 5e5); // CGCS2000 3° zones
  if (within(4534, 4554)) return gauss(75 + 3 * (code - 4534), 5e5);
  if (within(32601, 32660)) return `+proj=utm +zone=${code - 32600} +datum=WGS84 +units=m +no_defs`;
  if (within(32701, 32760)) return `+proj=utm +zone=${code - 32700} +south +datum=WGS84 +units=m +no_defs`;
  if (within(25828, 25838)) return `+proj=utm +zone=${code - 25800} ${GRS80}`; // ETRS89
  if (within(26901, 26923)) return `+proj=utm +zone=${code - 26900} ${GRS80}`; // NAD83
  if (within(28348, 28358)) return `+proj=utm +zone=${code - 28300} +south ${GRS80}`; // GDA94
  if (within(7846, 7859)) return `+proj=utm +zone=${code - 7800} +south ${GRS80}`; // GDA2020
  if (within(6669, 6687)) return japan(code - 6669);
  if (within(2443, 2461)) return japan(code - 2443); // JGD2000
  if (within(31466, 31469)) {
    const zone = code - 31464; // DHDN / 3-degree Gauss-Kruger
    return `+proj=tmerc +lat_0=0 +lon_0=${3 * zone} +k=1 +x_0=${zone * 1e6 + 5e5} +y_0=0 +ellps=bessel ${DHDN} +units=m +no_defs`;
  }
  return Object.hasOwn(SINGLE, code) ? SINGLE[code] : null;
}

function japan(zone: number): string {
  const [lat, lon] = JAPAN[zone];
  return `+proj=tmerc +lat_0=${lat} +lon_0=${lon} +k=0.9999 +x_0=0 +y_0=0 ${GRS80}`;
}
