// Colours of a surface from low to high, free of Cesium so that the legend can have them too.

/** sRGB; none is a severity's (cividis: Nuñez, Anderton and Renslow, 2018, made to be read with every colour vision). */
export const FIELD_COLOURS = ["#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838"] as const;
