/** What a simulation came to, as people read it. */

import type { DagReport, PoolReport, SimulationReport } from '#simulation/report.ts';
import { counted } from './counted.ts';
import { type Row, render } from './output.ts';

/** Changes of the clock of one DAG: the others are counted. */
const SHOWN = 10;

/** `unchanged`: the same without what was changed for the question; null: nothing was. */
export function simulationText(report: SimulationReport, unchanged: SimulationReport | null): string {
  const { start, end, seed, attempts, dags, not_simulated: left, assumes } = report;
  const parts = [
    `${start} to ${end}, seed ${seed}: ${counted(attempts, 'attempt')} of tasks\n`,
    table(
      'Runs, and how long after they were due they ended',
      dags.map((dag) => dagRow(dag, unchanged)),
    ),
    table('Waits of tasks', dags.flatMap(waitRows)),
    table(
      'Pools',
      poolsOf(report).map((pool) => poolRow(pool, unchanged)),
    ),
    list('Changes of the clock', dags.flatMap(surprisesOf)),
    list(
      'Not simulated',
      left.map(({ dag_id, reason }) => `${dag_id}: ${reason}`),
    ),
    list('Taken for granted', assumes),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const poolsOf = ({ pools, workers }: SimulationReport): PoolReport[] => [
  ...pools,
  { pool: '(parallelism)', ...workers },
];

const table = (title: string, rows: readonly Row[]): string =>
  rows.length === 0 ? '' : `${title}\n${render(rows, 'table')}`;

const list = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;

const dagRow = (dag: DagReport, unchanged: SimulationReport | null): Row => ({
  dag_id: dag.dag_id,
  schedule: dag.schedule,
  runs: dag.runs,
  failed: dag.failed,
  open: dag.open,
  p50: dag.landing && span(dag.landing.p50),
  p95: dag.landing && span(dag.landing.p95),
  ...(unchanged && { p95_unchanged: p95Of(unchanged, dag.dag_id) }),
  max: dag.landing && span(dag.landing.max),
  held: dag.held.runs === 0 ? 0 : `${dag.held.runs}, up to ${span(dag.held.longest)}`,
  passed_over: dag.passed_over,
  overlapping: dag.overlapping,
  missed_deadlines: dag.missed_deadlines,
});

function p95Of({ dags }: SimulationReport, dagId: string): string | null {
  const landing = dags.find((dag) => dag.dag_id === dagId)?.landing;
  return landing ? span(landing.p95) : null;
}

const waitRows = ({ dag_id, waits }: DagReport): Row[] =>
  waits.map(({ reason, tasks, longest, total }) => ({
    dag_id,
    reason,
    tasks,
    longest: span(longest),
    mean: span(total / tasks),
  }));

const poolRow = (
  { pool, slots, most_used, full, waits, longest_wait }: PoolReport,
  unchanged: SimulationReport | null,
): Row => {
  const was = unchanged && poolsOf(unchanged).find((one) => one.pool === pool);
  return {
    pool,
    slots,
    most_used,
    full: percent(full),
    ...(unchanged && { full_unchanged: was ? percent(was.full) : null }),
    waits,
    longest_wait: span(longest_wait),
  };
};

const percent = (part: number): string => `${Math.round(part * 1000) / 10} %`;

function surprisesOf({ dag_id, daylight_saving: found }: DagReport): string[] {
  const shown = found.slice(0, SHOWN).map(({ message }) => `${dag_id}: ${message}`);
  return found.length > SHOWN ? [...shown, `${dag_id}: and ${found.length - SHOWN} more`] : shown;
}

/** `1d 2h`, `3m 20s`, `1.5s`. */
function span(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds * 10) / 10}s`;
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'm'],
    [1, 's'],
  ] as const;
  const whole = Math.round(seconds);
  const at = units.findIndex(([size]) => whole >= size);
  const [first, second] = units.slice(at, at + 2);
  if (!first) return '0s';
  const rest = second ? Math.floor((whole % first[0]) / second[0]) : 0;
  return `${Math.floor(whole / first[0])}${first[1]}${second && rest > 0 ? ` ${rest}${second[1]}` : ''}`;
}
