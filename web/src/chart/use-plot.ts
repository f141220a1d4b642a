import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { readPalette, watchPalette, type Palette } from "./palette.js";
import { plotKey, plotOptions, toPlotData, type PlotState } from "./plot-options.js";

/** A plot that is drawn, and what it is drawn with. */
export interface DrawnPlot {
  plot: uPlot;
  palette: Palette;
}

/** Keeps a plot in a frame: as large as the frame, in the colours of the page, with the data of the moment. */
export function usePlot(frame: RefObject<HTMLElement | null>, state: PlotState): RefObject<DrawnPlot | null> {
  const drawn = useRef<DrawnPlot | null>(null);
  const latest = useRef(state);
  const [palette, setPalette] = useState<Palette | null>(null);
  const { shape, words } = state;
  const key = plotKey(shape);

  useLayoutEffect(() => {
    latest.current = state;
  });

  useEffect(() => {
    const place = frame.current!;
    const read = () => setPalette(readPalette(place));
    read();
    return watchPalette(read);
  }, [frame]);

  useLayoutEffect(() => {
    const place = frame.current;
    if (!place || !palette) return undefined;
    const size = () => ({ width: place.clientWidth, height: place.clientHeight });
    const options = plotOptions(size(), palette, () => latest.current);
    const plot = new uPlot(options, toPlotData(latest.current.shape), place);
    drawn.current = { plot, palette };
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(place);
    return () => {
      observer.disconnect();
      drawn.current = null;
      plot.destroy();
    };
  }, [frame, key, palette]);

  useLayoutEffect(() => {
    drawn.current?.plot.setData(toPlotData(shape));
  }, [shape, words]);

  return drawn;
}
