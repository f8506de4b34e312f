import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';

const HEIGHT = 380;
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Told apart by people who see colours differently as well, on light and dark. */
const LINE_COLOURS = ['#1467a8', '#c2410c', '#0f8a5f', '#9333ea', '#b4277a', '#7a6a00', '#0891b2', '#dc2626'];

interface ChartLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Instead of the next of those there are. */
  readonly colour?: string;
  /** Lengths of strokes and gaps, pixels. */
  readonly dash?: readonly number[];
}

interface Props {
  /** What stands below each point, the earliest first. */
  readonly points: readonly { readonly name: string; readonly tick: string }[];
  /** What the points are. */
  readonly pointName: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  readonly label: string;
  /** Pixels. Default: 380. */
  readonly height?: number;
}

/** Lines on a canvas. What it shows stands in a table beside it, too. */
export function LineChart({ points, pointName, lines, format, label, height = HEIGHT }: Props) {
  const scheme = useComputedColorScheme('light');
  const { ref, width } = useElementSize<HTMLDivElement>();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (frame.current === null || width === 0) return;
    const ink = scheme === 'dark' ? '#a6a9ae' : '#5c636a';
    const grid = { stroke: scheme === 'dark' ? '#373a40' : '#dee2e6', width: 1 };
    const chart = new uPlot(
      {
        width,
        height,
        cursor: { focus: { prox: 24 } },
        focus: { alpha: 0.25 },
        // One step for each run: those of one minute would stand on one spot.
        scales: { x: { time: false } },
        axes: [
          {
            stroke: ink,
            grid,
            space: 120,
            incrs: WHOLE,
            values: (_, places) => places.map((at) => points[at]?.tick ?? ''),
          },
          { stroke: ink, grid, size: 84, values: (_, values) => values.map(format) },
        ],
        series: [
          { label: pointName, value: (_: uPlot, at: number | null) => (at === null ? '–' : (points[at]?.name ?? '')) },
          ...lines.map(({ name, colour, dash }, place) => ({
            label: name,
            stroke: colour ?? LINE_COLOURS[place % LINE_COLOURS.length] ?? ink,
            // Beyond the colours there are, lines are dashed.
            dash: dash ? [...dash] : place >= LINE_COLOURS.length ? [6, 4] : [],
            width: 2,
            spanGaps: true,
            points: { show: points.length < 60 },
            value: (_: uPlot, value: number | null) => (value === null ? '–' : format(value)),
          })),
        ],
      },
      [points.map((_, at) => at), ...lines.map((line) => [...line.values])],
      frame.current,
    );
    return () => chart.destroy();
  }, [points, pointName, lines, width, scheme, format, height]);
  return (
    <div ref={ref}>
      <div ref={frame} role="img" aria-label={label} />
    </div>
  );
}
