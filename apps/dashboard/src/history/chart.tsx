import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeChanges } from './use-theme-changes.ts';

const HEIGHT = 140;

/** A line or the bars of a chart. */
export interface Series {
  readonly name: string;
  /** The name of a colour of the theme, without `--`. */
  readonly colour: string;
  readonly values: readonly (number | undefined)[];
  /** Lines are told apart by this too. */
  readonly isDashed?: boolean;
}

/** What a {@link Chart} draws. */
export interface ChartProps {
  readonly times: readonly Date[];
  readonly series: readonly Series[];
  readonly look: 'bars' | 'lines';
  readonly formatTime: (time: Date) => string;
  readonly formatValue: (value: number) => string;
}

/** Draws a chart. It says nothing to a screen reader: a table has the same values. */
export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const themes = useThemeChanges();
  useEffect(() => {
    const { current } = holder;
    if (current === null) return undefined;
    const chart = new UPlot(optionsOf(props, current), dataOf(props), current);
    const observer = new ResizeObserver(() => {
      chart.setSize({ width: Math.max(current.clientWidth, 1), height: HEIGHT });
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [props, themes]);
  return <div ref={holder} className="chart" aria-hidden="true" />;
}

const dataOf = ({ times, series }: ChartProps): UPlot.AlignedData => [
  times.map((time) => time.getTime() / 1_000),
  ...series.map(({ values }) => values.map((value) => value ?? null)),
];

function optionsOf(
  { series, look, formatTime, formatValue }: ChartProps,
  holder: HTMLElement,
): UPlot.Options {
  const quiet = colourOf(holder, 'quiet');
  const axis = {
    stroke: quiet,
    font: '12px system-ui, sans-serif',
    grid: { stroke: colourOf(holder, 'border'), width: 1 },
    ticks: { show: false },
  };
  const paths = look === 'bars' ? UPlot.paths.bars?.({ size: [0.6, 40] }) : undefined;
  return {
    width: Math.max(holder.clientWidth, 1),
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      { ...axis, values: (_, splits) => splits.map((seconds) => formatTime(new Date(seconds * 1_000))) },
      { ...axis, size: 64, values: (_, splits) => splits.map((value) => formatValue(value)) },
    ],
    series: [
      {},
      ...series.map(({ name, colour, isDashed = false }) => ({
        label: name,
        stroke: colourOf(holder, colour),
        ...(look === 'bars' ? { fill: colourOf(holder, colour) } : { points: { show: true, size: 5 } }),
        width: 2,
        ...(isDashed ? { dash: [6, 4] } : {}),
        ...(paths === undefined ? {} : { paths }),
      })),
    ],
  };
}

/** Returns a colour of the theme as a canvas understands it. */
function colourOf(holder: HTMLElement, name: string): string {
  holder.style.color = `var(--${name})`;
  const { color } = getComputedStyle(holder);
  holder.style.color = '';
  return color;
}
