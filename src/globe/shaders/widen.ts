// Lines that keep a least width on screen: their ribbons know which side a vertex is on and where that side is.

// A row vector times the matrix is its transpose, the way back for a rotation: local east and north to the eye's axes.
const SCENE_SIDE = "vec3(cos(vsInput.attributes.side), sin(vsInput.attributes.side), 0.0) * mat3(u_eyeToLocal)";

/**
 * Moves `positionMC` to its side until the line is so many pixels wide.
 * @param width GLSL for the width in metres that the ribbon has already
 * @param side GLSL for the unit vector to its left-hand side, eye axes; as it stands for ribbons in the scene's own frame
 */
export const WIDEN = (pixels: number, width = "vsInput.metadata.width", side = SCENE_SIDE): string => /* glsl */ `
  vec3 lineEC = (czm_modelView * vec4(positionMC, 1.0)).xyz;
  float needed = ${(pixels / 2).toFixed(2)} * czm_metersPerPixel(vec4(lineEC, 1.0));
  float missing = max(0.0, needed - 0.5 * ${width});
  vec3 sideEC = ${side};
  lineEC -= sideEC * vsInput.attributes.across * missing;
  positionMC = (czm_inverseModelView * vec4(lineEC, 1.0)).xyz;`;
