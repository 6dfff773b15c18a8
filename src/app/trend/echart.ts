// ECharts as the page uses it: the parts that are needed, and one theme for every chart, made of the page's own colours and sizes.

import { LineChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useState } from "react";

echarts.use([LineChart, GridComponent, TooltipComponent, DataZoomComponent, MarkLineComponent, CanvasRenderer]);

/** Looks of the page a chart needs. */
export interface ChartLook {
  /** Colour by CSS variable. */
  colour(variable: string): string;
  /** The room's type size, px: charts grow with the wall. */
  rem: number;
}

export function lookOf(element: Element): ChartLook {
  const style = getComputedStyle(element);
  return {
    colour: (variable) => style.getPropertyValue(variable).trim(),
    rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
}

/** A chart in an element of one's own, as wide as it is. @returns the chart once it is there, and the element's ref */
export function useEChart(): [echarts.ECharts | null, (element: HTMLDivElement | null) => void] {
  const [chart, setChart] = useState<echarts.ECharts | null>(null);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  useEffect(() => {
    if (!element) return;
    const made = echarts.init(element, null, { renderer: "canvas" });
    const sizes = new ResizeObserver(() => made.resize());
    sizes.observe(element);
    setChart(made);
    return () => {
      sizes.disconnect();
      made.dispose();
      setChart(null);
    };
  }, [element]);
  return [chart, setElement];
}
