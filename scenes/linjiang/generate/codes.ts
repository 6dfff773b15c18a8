// Component codes: district 6 + class 4 + serial 6 digits, each district counting for itself.

/** Class of each kind of grid point. Minor classes 80–99 are this scene's own; the others follow GB/T 30428.2 (not checked against the official text). */
const CLASS: Readonly<Record<string, string>> = {
  "water-pressure": "0101",
  "manhole-tilt": "0102",
  "drain-level": "0103",
  "transformer-load": "0105",
  "gas-ch4": "0111",
  "lamp-lit": "0118",
  "lamp-power": "0188",
  "hydrant-pressure": "0180",
  "water-turbidity": "0181",
  "water-chlorine": "0182",
  "cell-load": "0183",
  "gateway-battery": "0184",
  "factory-power": "0185",
  "energy-power": "0186",
  "elevator-state": "0187",
  "water-flow": "0189",
  "traffic-index": "0280",
  "parking-occupancy": "0281",
  ponding: "0282",
  "bin-fill": "0380",
  "noise-level": "0381",
  "rain-rate": "0382",
  "soil-moisture": "0480",
};

export class ComponentCodes {
  private readonly serials = new Map<string, number>();

  /** Next code of a kind in a district. @throws Error for a kind without a class */
  take(districtCode: string, kind: string): string {
    const klass = CLASS[kind];
    if (!klass) throw new Error(`kind "${kind}" has no component class: add it to codes.ts`);
    const key = districtCode + klass;
    const serial = (this.serials.get(key) ?? 0) + 1;
    this.serials.set(key, serial);
    return key + String(serial).padStart(6, "0");
  }
}
