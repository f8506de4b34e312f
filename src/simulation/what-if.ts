/** What if: other pools, schedules, durations, limits than those that are there. Wrong ones are refused, with what is allowed. */
import { nearest, parseDuration } from '@aquilon/sdk/runtime';
import { parseCron } from '#domain/cron.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { DagInput, SimulationInput, TaskHistory } from './input.ts';

/** As somebody writes them: `name=value`. */
export interface WhatIf {
  /** `POOL=SLOTS`; -1: without end. */
  pools?: readonly string[];
  /** `DAG=CRON`. */
  schedule?: readonly string[];
  /** `DAG.TASK=30s`, `DAG.TASK=x1.5`; without the DAG: of the tasks of that id in all DAGs. */
  duration?: readonly string[];
  /** `DAG=RUNS`. */
  maxActiveRuns?: readonly string[];
  parallelism?: number;
}

/** Throws `SIMULATION_OPTION_INVALID`. */
export function changeInput(input: SimulationInput, whatIf: WhatIf): SimulationInput {
  let { pools, dags } = input;
  for (const text of whatIf.pools ?? []) {
    const [name, value] = split('--pools', text);
    checkPool(input, name, text);
    pools = [...pools.filter((one) => one.name !== name), { ...poolOf(input, name), slots: slotsOf(text, value) }];
  }
  for (const text of whatIf.schedule ?? []) {
    const [dagId, expression] = split('--schedule', text);
    dags = changeDag(dags, '--schedule', text, dagId, (dag) => withSchedule(dag, expression, text));
  }
  for (const text of whatIf.maxActiveRuns ?? []) {
    const [dagId, value] = split('--max-active-runs', text);
    if (!/^[1-9]\d{0,5}$/.test(value))
      throw refused('--max-active-runs', text, `"${value}" is no whole number above 0`);
    dags = changeDag(dags, '--max-active-runs', text, dagId, (dag) => ({ ...dag, maxActiveRuns: Number(value) }));
  }
  for (const text of whatIf.duration ?? []) dags = withDuration(dags, text);
  return { ...input, dags, pools, parallelism: whatIf.parallelism ?? input.parallelism };
}

const refused = (option: string, value: string, reason: string): AquilonError =>
  new AquilonError('SIMULATION_OPTION_INVALID', { option, value, reason });

function split(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw refused(option, text, 'it is written NAME=VALUE');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** One that is not there may be asked about where tasks name it: what if it were made? */
function checkPool({ pools, dags }: SimulationInput, name: string, text: string): void {
  const named = dags.flatMap(({ serialized }) => serialized.tasks.map(({ pool }) => pool));
  const known = [...new Set([...pools.map((one) => one.name), ...named])];
  if (!known.includes(name))
    throw refused('--pools', text, `there is no pool ${name}${meant(name, known)}, and no task names it`);
}

const meant = (name: string, known: readonly string[]): string => {
  const [best] = nearest(name, known);
  return best === undefined ? '' : ` (did you mean ${best}?)`;
};

const poolOf = ({ pools }: SimulationInput, name: string) =>
  pools.find((one) => one.name === name) ?? { name, slots: 0, includeDeferred: false };

function slotsOf(text: string, value: string): number {
  if (!/^(-1|\d{1,9})$/.test(value))
    throw refused('--pools', text, `"${value}" is no number of slots, from 0 on, or -1`);
  return Number(value);
}

function changeDag(
  dags: readonly DagInput[],
  option: string,
  text: string,
  dagId: string,
  change: (dag: DagInput) => DagInput,
): DagInput[] {
  const ids = dags.map(({ serialized }) => serialized.dagId);
  if (!ids.includes(dagId)) throw refused(option, text, `no DAG ${dagId}${meant(dagId, ids)} is simulated`);
  return dags.map((dag) => (dag.serialized.dagId === dagId ? change(dag) : dag));
}

/** The other cron has what the schedule had beside its expression: time zone, length and kind of its data intervals. */
function withSchedule(dag: DagInput, expression: string, text: string): DagInput {
  try {
    parseCron(expression);
  } catch (error) {
    throw refused('--schedule', text, messageOf(error));
  }
  const { timetable, timezone, assetSchedule: _, ...rest } = dag.serialized;
  const { more: _more, ...known } = timetable.kind === 'cron' ? timetable : { kind: 'cron' as const, timezone };
  return {
    ...dag,
    lastInterval: null,
    serialized: { ...rest, timezone, timetable: { ...known, expression, summary: expression } },
  };
}

function withDuration(dags: readonly DagInput[], text: string): DagInput[] {
  const [name, value] = split('--duration', text);
  const change = durationChange(text, value);
  let found = 0;
  const changed = dags.map((dag) => {
    const { dagId, tasks } = dag.serialized;
    const named = tasks.filter(({ taskId }) => taskId === name || `${dagId}.${taskId}` === name);
    found += named.length;
    const own = named.map(({ taskId }): [string, TaskHistory] => {
      const known = dag.history[taskId] ?? { durations: [], instances: 1 };
      return [taskId, { ...known, durations: change(known.durations) }];
    });
    return { ...dag, history: { ...dag.history, ...Object.fromEntries(own) } };
  });
  if (found === 0)
    throw refused(
      '--duration',
      text,
      `no task ${name}${meant(name, tasksOf(dags))} is simulated; one is written DAG.TASK`,
    );
  return changed;
}

const tasksOf = (dags: readonly DagInput[]): string[] =>
  dags.flatMap(({ serialized: { dagId, tasks } }) => tasks.map(({ taskId }) => `${dagId}.${taskId}`));

function durationChange(text: string, value: string): (seen: readonly number[]) => number[] {
  const factor = /^[x×](\d+(?:\.\d+)?)$/.exec(value)?.[1];
  if (factor !== undefined) {
    return (seen) => {
      if (seen.length === 0) throw refused('--duration', text, 'the task has never succeeded: give it a duration');
      return seen.map((ms) => ms * Number(factor));
    };
  }
  const ms = parseDuration(/^\d+(\.\d+)?$/.test(value) ? `${value}s` : value);
  if (ms === undefined)
    throw refused(
      '--duration',
      text,
      `"${value}" is neither a duration such as 90s, 10m, 1h30m, nor a factor such as x1.5`,
    );
  return () => [ms];
}
