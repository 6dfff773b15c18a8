// What a point's value does on the road or pipe it measures; the numbers are those of the tiles (`drive`) and the shaders.

export const DRIVE = { none: 0, congestion: 1, flow: 2 } as const;
