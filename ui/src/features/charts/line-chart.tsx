import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';

const HEIGHT = 380;
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Seconds, minutes, hours and days. */
const PLACES = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
  86_400, 172_800, 604_800, 2_592_000, 31_536_000,
];
/** Told apart by people who see colours differently as well, on light and dark. */
const LINE_COLOURS = ['#1467a8', '#c2410c', '#0f8a5f', '#9333ea', '#b4277a', '#7a6a00', '#0891b2', '#dc2626'];

interface LineLook {
  readonly name: string;
  /** Instead of the next of those there are. */
  readonly colour?: string | undefined;
  /** Lengths of strokes and gaps, pixels. */
  readonly dash?: readonly number[] | undefined;
}

interface ChartLine extends LineLook {
  readonly values: readonly (number | null)[];
}

interface ChartPoint {
  readonly name: string;
  readonly tick: string;
}

interface Props {
  /** What stands below each point, the earliest first. */
  readonly points: readonly ChartPoint[];
  /** What the points are. */
  readonly pointName: string;
  /** Where each point stands, with the text of a place; absent: one step for each, with the text of the point. */
  readonly places?: readonly number[];
  readonly formatPlace?: (place: number) => string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  readonly label: string;
  /** Pixels. Default: 380. */
  readonly height?: number;
  /** The scale begins at zero. */
  readonly fromZero?: boolean;
}

/** Lines on a canvas, which grow in place. What it shows stands in a table beside it, too. */
export function LineChart({
  points,
  pointName,
  places,
  formatPlace,
  lines,
  format,
  label,
  height = HEIGHT,
  fromZero = false,
}: Props) {
  const scheme = useComputedColorScheme('light');
  const { ref, width } = useElementSize<HTMLDivElement>();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const held = useRef<{ points: readonly ChartPoint[]; data: uPlot.AlignedData }>({ points: [], data: [[]] });
  useEffect(() => {
    held.current = {
      points,
      data: [places === undefined ? points.map((_, at) => at) : [...places], ...lines.map((line) => [...line.values])],
    };
    chart.current?.setData(held.current.data);
  }, [points, places, lines]);
  // A text, which is the same where nothing of it has changed.
  const looks = JSON.stringify(lines.map(({ name, colour, dash }): LineLook => ({ name, colour, dash })));
  useEffect(() => {
    if (frame.current === null || width === 0) return;
    const ink = scheme === 'dark' ? '#a6a9ae' : '#5c636a';
    const grid = { stroke: scheme === 'dark' ? '#373a40' : '#dee2e6', width: 1 };
    const made = new uPlot(
      {
        width,
        height,
        cursor: { focus: { prox: 24 } },
        focus: { alpha: 0.25 },
        // One step for each run: those of one minute would stand on one spot.
        scales: {
          x: { time: false },
          y: fromZero ? { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } : {},
        },
        axes: [
          {
            stroke: ink,
            grid,
            space: 120,
            incrs: formatPlace === undefined ? WHOLE : PLACES,
            values: (_, given) => given.map(formatPlace ?? ((at) => held.current.points[at]?.tick ?? '')),
          },
          { stroke: ink, grid, size: 84, values: (_, values) => values.map(format) },
        ],
        series: [
          {
            label: pointName,
            value: (_, __, ___, at) => (at === null ? '–' : (held.current.points[at]?.name ?? '')),
          },
          ...(JSON.parse(looks) as LineLook[]).map(({ name, colour, dash }, place) => ({
            label: name,
            stroke: colour ?? LINE_COLOURS[place % LINE_COLOURS.length] ?? ink,
            // Beyond the colours there are, lines are dashed.
            dash: dash ? [...dash] : place >= LINE_COLOURS.length ? [6, 4] : [],
            width: 2,
            spanGaps: true,
            points: { show: () => held.current.points.length < 60 },
            value: (_: uPlot, value: number | null) => (value === null ? '–' : format(value)),
          })),
        ],
      },
      held.current.data,
      frame.current,
    );
    chart.current = made;
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [looks, pointName, formatPlace, width, height, fromZero, scheme, format]);
  return (
    <div ref={ref}>
      <div ref={frame} role="img" aria-label={label} />
    </div>
  );
}
