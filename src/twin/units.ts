// Units as feeds write them: UCUM, SenML (RFC 8428, RFC 8798), UNECE Recommendation 20 (NGSI), and plain words, converted into each other.

/** value × scale + offset is the value in the dimension's base unit. */
type Unit = readonly [dimension: string, scale: number, offset?: number];

/** Exact by definition unless said: inch 0.0254 m, nautical mile 1852 m, standard gravity 9.80665 m/s². */
const FOOT = 0.3048;
const GRAVITY = 9.80665;

/** Each unit with all its names. */
const TABLE: readonly (readonly [string, Unit])[] = [
  ["K KEL kelvin", ["temperature", 1]],
  ["Cel °C degC CEL ℃ celsius", ["temperature", 1, 273.15]],
  ["[degF] °F degF FAH ℉", ["temperature", 5 / 9, (459.67 * 5) / 9]],
  ["m MTR metre meter", ["length", 1]],
  ["cm CMT", ["length", 0.01]],
  ["mm MMT", ["length", 0.001]],
  ["km KMT", ["length", 1000]],
  ["ft [ft_i] FOT", ["length", FOOT]],
  ["in [in_i] INH", ["length", FOOT / 12]],
  ["kg KGM", ["mass", 1]],
  ["g GRM", ["mass", 0.001]],
  ["t TNE", ["mass", 1000]],
  ["µg/m³ µg/m3 ug/m3 ug/m³ GQ", ["concentration", 1e-9]],
  ["mg/m³ mg/m3 GP", ["concentration", 1e-6]],
  ["g/m³ g/m3 A93", ["concentration", 1e-3]],
  ["mg/L mg/l M1", ["concentration", 1e-3]],
  ["µg/L ug/L µg/l ug/l", ["concentration", 1e-6]],
  ["kg/m³ kg/m3 KMQ g/L g/l GL", ["concentration", 1]],
  ["Pa PAL", ["pressure", 1]],
  ["hPa A97 mbar MBR", ["pressure", 100]],
  ["kPa KPA", ["pressure", 1000]],
  ["MPa MPA", ["pressure", 1e6]],
  ["bar BAR", ["pressure", 1e5]],
  ["atm ATM", ["pressure", 101_325]],
  // Conventional millimetre of mercury and metre of water (ISO 80000-4: 133.322 387 415 Pa, 9806.65 Pa).
  ["mmHg mm[Hg] HN", ["pressure", 133.322387415]],
  // Conventional inch of mercury: 25.4 of those millimetres.
  ["inHg [in_i'Hg]", ["pressure", 133.322387415 * 25.4]],
  ["mH2O m[H2O]", ["pressure", 1000 * GRAVITY]],
  ["m/s MTS", ["speed", 1]],
  ["mm/s C16", ["speed", 0.001]],
  ["km/h KMH", ["speed", 1 / 3.6]],
  ["kn [kn_i] KNT", ["speed", 1852 / 3600]],
  ["ft/s [ft_i]/s FS", ["speed", FOOT]],
  ["yd/s [yd_i]/s", ["speed", 3 * FOOT]],
  ["mph [mi_i]/h HM", ["speed", (5280 * FOOT) / 3600]],
  // A depth of water in a time; H67 is millimetre per hour.
  ["mm/h H67", ["rain", 1]],
  ["mm/d", ["rain", 1 / 24]],
  ["m/s² m/s2 MSK", ["acceleration", 1]],
  ["mm/s² mm/s2", ["acceleration", 0.001]],
  ["lx LUX lux", ["illuminance", 1]],
  ["dB 2N dB(A) dBA", ["level", 1]],
  // SenML's %RH is relative humidity, %EL the charge of a battery.
  ["% P1 %RH %EL pct", ["ratio", 1]],
  // SenML's "/" is a ratio from 0 to 1.
  ["/", ["ratio", 100]],
  ["%LEL", ["explosive limit", 1]],
  ["ppm 59", ["parts", 1]],
  ["ppb", ["parts", 0.001]],
  ["NTU", ["turbidity", 1]],
  ["m³/s m3/s MQS", ["flow", 1]],
  ["m³/h m3/h MQH", ["flow", 1 / 3600]],
  ["L/s l/s G51", ["flow", 0.001]],
  ["L/min l/min L2", ["flow", 0.001 / 60]],
  ["m³ m3 MTQ", ["volume", 1]],
  ["L l LTR", ["volume", 0.001]],
  ["W WTT", ["power", 1]],
  ["kW KWT", ["power", 1000]],
  ["MW MAW", ["power", 1e6]],
  ["J JOU", ["energy", 1]],
  ["Wh W.h WHR", ["energy", 3600]],
  ["kWh kW.h KWH", ["energy", 3.6e6]],
  ["MJ 3B", ["energy", 1e6]],
  ["VA V.A", ["apparent power", 1]],
  ["kVA kV.A", ["apparent power", 1000]],
  ["var", ["reactive power", 1]],
  ["kvar", ["reactive power", 1000]],
  ["W/m² W/m2 D54", ["irradiance", 1]],
  ["Ohm Ω OHM", ["resistance", 1]],
  ["V VLT", ["voltage", 1]],
  ["mV 2Z", ["voltage", 0.001]],
  ["A AMP", ["current", 1]],
  ["mA 4K", ["current", 0.001]],
  ["Hz HTZ", ["frequency", 1]],
  ["1/min /min rpm RPM", ["rotation", 1]],
  ["dBm dB[mW]", ["radio level", 1]],
  ["s SEC", ["time", 1]],
  ["ms C26", ["time", 0.001]],
  ["min MIN", ["time", 60]],
  ["h HUR", ["time", 3600]],
  ["d DAY", ["time", 86_400]],
  ["deg ° DD", ["angle", 1]],
  ["rad C81", ["angle", 180 / Math.PI]],
  ["S/m", ["conductivity", 1]],
  ["µS/cm uS/cm", ["conductivity", 1e-4]],
  ["pH [pH]", ["acidity", 1]],
  // Homie 5 writes # for a count or an amount.
  ["1 C62 count #", ["number", 1]],
];

const UNITS = new Map<string, Unit>(TABLE.flatMap(([names, unit]) => names.split(" ").map((name) => [name, unit])));

/** The micro sign and the ohm have two code points each; blanks and a trailing full stop say nothing. */
const tidied = (unit: string): string =>
  unit.replaceAll(/\s+/g, "").replaceAll("\u03bc", "\u00b5").replaceAll("\u2126", "\u03a9").replace(/\.$/, "");

/** A linear conversion: value × scale + offset. */
export interface Conversion {
  scale: number;
  offset: number;
}

const SAME: Conversion = { scale: 1, offset: 0 };

/**
 * How a value in one unit becomes one in another.
 * @param from as a payload or a feed says it; undefined or empty says nothing, so the value is taken as it is
 * @param to a kind's unit; "" for a pure number or a state
 * @returns undefined when the unit is not known, or measures something else
 */
export function unitConversion(from: string | undefined, to: string): Conversion | undefined {
  if (from === undefined) return SAME;
  const [a, b] = [tidied(from), tidied(to)];
  if (a === "" || a === b) return SAME;
  const [source, target] = [UNITS.get(a), b === "" ? UNITS.get("1") : UNITS.get(b)];
  if (!source || !target || source[0] !== target[0]) return undefined;
  return { scale: source[1] / target[1], offset: ((source[2] ?? 0) - (target[2] ?? 0)) / target[1] };
}
