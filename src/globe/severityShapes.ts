// The signs of look.md as SVG in a box of 24, for the page and for names on the map. Free of Cesium.

/** Octagon Ⅰ, triangle Ⅱ, diamond Ⅲ; the others are circles. */
export const SHAPES: Readonly<Record<number, string>> = {
  5: "M7.2 1h9.6L23 7.2v9.6L16.8 23H7.2L1 16.8V7.2Z",
  4: "M12 1.5 23.5 22H.5Z",
  3: "M12 .5 23.5 12 12 23.5.5 12Z",
};
export const NUMERALS: Readonly<Record<number, string>> = { 2: "Ⅳ", 3: "Ⅲ", 4: "Ⅱ", 5: "Ⅰ" };

const SVG = "http://www.w3.org/2000/svg";

/** The sign of a severity from Ⅳ up as an element. */
export function severitySign(severity: number): SVGElement {
  const make = (name: string, attributes: Record<string, string>): SVGElement => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const sign = make("svg", { viewBox: "0 0 24 24", class: `mark severity-${severity}` });
  sign.append(
    SHAPES[severity] ? make("path", { d: SHAPES[severity] }) : make("circle", { cx: "12", cy: "12", r: "11" }),
  );
  const numeral = make("text", { x: "12", y: severity === 4 ? "19.5" : "16.8", "text-anchor": "middle" });
  numeral.textContent = NUMERALS[severity] ?? "";
  sign.append(numeral);
  return sign;
}
