// Warnings as CZML: a fence of light around each area, as tall as it is severe, its event above it. Exercises and tests are dashed and say so.

import { type CapAlert, type CapArea, type CapInfo, severityOfCap } from "../../twin/alerts.ts";
import { SEVERITY_COLOURS } from "../palette.ts";

/** Words for the page's language. */
export interface AlertWords {
  language: string;
  /** What is not actual: exercise, test. */
  status(status: CapAlert["status"]): string;
}

const CIRCLE_CORNERS = 48;
/** Height of the fence for each step of severity, m. */
const STEP = 60;

/** The info in the page's language, else the first. */
export const infoFor = ({ infos }: CapAlert, language: string): CapInfo | undefined =>
  infos.find((info) => info.language.toLowerCase().startsWith(language)) ?? infos[0];

/** @param groundHeight of the city, m above the ellipsoid */
export function alertPackets(alerts: readonly CapAlert[], groundHeight: number, words: AlertWords): object[] {
  return [
    { id: "document", version: "1.0" },
    ...alerts.flatMap((alert) => {
      const info = infoFor(alert, words.language);
      return (info?.areas ?? []).flatMap((area, i) => packetsOf(alert, info as CapInfo, area, i, groundHeight, words));
    }),
  ];
}

function packetsOf(
  alert: CapAlert,
  info: CapInfo,
  area: CapArea,
  part: number,
  ground: number,
  words: AlertWords,
): object[] {
  const severity = severityOfCap(info.severity);
  const actual = alert.status === "Actual";
  const colour = SEVERITY_COLOURS[severity];
  const rgba = (alpha: number): number[] => [
    ...[1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)),
    alpha,
  ];
  const top = ground + severity * STEP;
  const rings = [...area.polygons, ...area.circles.filter(({ radiusMetres }) => radiusMetres > 0).map(circleRing)];
  const title = actual ? info.event : `${words.status(alert.status)} · ${info.event}`;
  return rings.map((ring, k) => ({
    id: `${alert.sender} ${alert.identifier} ${part}.${k}`,
    name: info.headline || info.event,
    description: [info.description, info.instruction].filter(Boolean).join(" "),
    properties: {
      area: area.description,
      severity: info.severity,
      urgency: info.urgency,
      certainty: info.certainty,
      status: alert.status,
      sender: info.senderName || alert.sender,
      sent: new Date(alert.sent).toISOString(),
      ...(Number.isFinite(info.expires) ? { expires: new Date(info.expires).toISOString() } : {}),
    },
    position: { cartographicDegrees: [...middleOf(ring), top + 30] },
    wall: {
      positions: { cartographicDegrees: ring.flatMap(([lon, lat]) => [lon, lat, top]) },
      minimumHeights: { array: ring.map(() => ground - 30) },
      material: actual
        ? { solidColor: { color: { rgba: rgba(70) } } }
        : {
            stripe: {
              orientation: "VERTICAL",
              evenColor: { rgba: rgba(90) },
              oddColor: { rgba: rgba(10) },
              repeat: 60,
            },
          },
      outline: true,
      outlineColor: { rgba: rgba(255) },
    },
    label: {
      text: title.slice(0, 40),
      font: '600 15px "Noto Sans SC Variable", sans-serif',
      style: "FILL_AND_OUTLINE",
      fillColor: { rgba: [255, 255, 255, 255] },
      outlineColor: { rgba: [11, 18, 32, 255] },
      outlineWidth: 4,
      disableDepthTestDistance: 1e7,
      showBackground: true,
      backgroundColor: { rgba: rgba(200) },
    },
  }));
}

/** A circle's ring; degrees are short enough for a flat one. */
function circleRing({ lon, lat, radiusMetres }: CapArea["circles"][number]): [number, number][] {
  const [perLat, perLon] = [111_132, 111_320 * Math.cos((lat * Math.PI) / 180)];
  return Array.from({ length: CIRCLE_CORNERS + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / CIRCLE_CORNERS;
    return [lon + (radiusMetres / perLon) * Math.cos(angle), lat + (radiusMetres / perLat) * Math.sin(angle)];
  });
}

function middleOf(ring: readonly (readonly [number, number])[]): [number, number] {
  const corners = ring.slice(0, -1);
  const mean = (axis: 0 | 1): number => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  return [mean(0), mean(1)];
}
