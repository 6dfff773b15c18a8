// Footprints as flat counter-clockwise rings about a point, m.

/** A rectangle w × d, optionally turned (rad). */
export function box(x: number, y: number, w: number, d: number, turn = 0): number[] {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  const out: number[] = [];
  for (const [a, b] of [
    [-w / 2, -d / 2],
    [w / 2, -d / 2],
    [w / 2, d / 2],
    [-w / 2, d / 2],
  ])
    out.push(x + a * c - b * s, y + a * s + b * c);
  return out;
}

/** A regular polygon; many sides make a round. */
export function round(x: number, y: number, radius: number, sides: number, turn = 0): number[] {
  const out: number[] = [];
  for (let i = 0; i < sides; i++) {
    const a = turn + (i / sides) * Math.PI * 2;
    out.push(x + Math.cos(a) * radius, y + Math.sin(a) * radius);
  }
  return out;
}

/** An ellipse. */
export function oval(x: number, y: number, rx: number, ry: number, sides: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < sides; i++) {
    const a = (i / sides) * Math.PI * 2;
    out.push(x + Math.cos(a) * rx, y + Math.sin(a) * ry);
  }
  return out;
}

/** A rectangle with cut corners. */
export function chamfered(x: number, y: number, w: number, d: number, cut: number): number[] {
  const [l, r, b, t] = [x - w / 2, x + w / 2, y - d / 2, y + d / 2];
  return [l + cut, b, r - cut, b, r, b + cut, r, t - cut, r - cut, t, l + cut, t, l, t - cut, l, b + cut];
}

/** An L: arms of thickness t along the low and left edges of w × d; mirror flips it left to right. */
export function ell(x: number, y: number, w: number, d: number, t: number, mirror = false): number[] {
  const ring = [
    -w / 2,
    -d / 2,
    w / 2,
    -d / 2,
    w / 2,
    -d / 2 + t,
    -w / 2 + t,
    -d / 2 + t,
    -w / 2 + t,
    d / 2,
    -w / 2,
    d / 2,
  ];
  return place(ring, x, y, mirror);
}

/** A U open to high y. */
export function yoke(x: number, y: number, w: number, d: number, t: number): number[] {
  const [a, b] = [w / 2, d / 2];
  return place([-a, -b, a, -b, a, b, a - t, b, a - t, -b + t, -a + t, -b + t, -a + t, b, -a, b], x, y, false);
}

/** A cross-shaped point block, as Chinese housing towers often are. */
export function cross(x: number, y: number, w: number, d: number, notch: number): number[] {
  const [a, b, n] = [w / 2, d / 2, notch];
  const ring = [
    -a + n,
    -b,
    a - n,
    -b,
    a - n,
    -b + n,
    a,
    -b + n,
    a,
    b - n,
    a - n,
    b - n,
    a - n,
    b,
    -a + n,
    b,
    -a + n,
    b - n,
    -a,
    b - n,
    -a,
    -b + n,
    -a + n,
    -b + n,
  ];
  return place(ring, x, y, false);
}

function place(ring: number[], x: number, y: number, mirror: boolean): number[] {
  const out: number[] = [];
  for (let i = 0; i < ring.length; i += 2) out.push(x + (mirror ? -ring[i] : ring[i]), y + ring[i + 1]);
  if (!mirror) return out;
  const turned: number[] = [];
  for (let i = out.length - 2; i >= 0; i -= 2) turned.push(out[i], out[i + 1]);
  return turned;
}
