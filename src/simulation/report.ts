/** What a simulation came to, as commands print it. Durations are seconds, instants ISO 8601. */

import { type ClockSurprise, clockSurprises } from '#domain/clock-surprises.ts';
import { nextTick } from '#domain/timetable.ts';
import type { DagInput, SimulationInput, SimulationOptions } from './input.ts';
import type { PoolRecord, Recorder, RunRecord } from './record.ts';
import { caughtUp } from './stored-dag.ts';

export interface DagReport {
  dag_id: string;
  schedule: string | null;
  runs: number;
  failed: number;
  /** At the end of the time that is simulated. */
  open: number;
  first_run: string | null;
  last_run: string | null;
  /** From the end of the data interval, or from when the run was due, to the end of the run. `slowest`: when that run was due. Null: no run has ended. */
  landing: { p50: number; p95: number; max: number; slowest: string } | null;
  /** Runs that began later than they were due, because as many as may be were active. */
  held: { runs: number; longest: number };
  /** Ticks that made no run: without catchup, those that came while the one before them was held. */
  passed_over: number;
  /** Runs that began while another one of the DAG had not ended. */
  overlapping: number;
  /** Deadlines of its runs. */
  missed_deadlines: number;
  waits: { reason: string; tasks: number; longest: number; total: number }[];
  daylight_saving: ClockSurprise[];
}

export interface PoolReport {
  pool: string;
  /** -1: without end. */
  slots: number;
  most_used: number;
  /** Part of the time in which no slot is free, 0 to 1. */
  full: number;
  waits: number;
  longest_wait: number;
}

export interface SimulationReport {
  start: string;
  end: string;
  seed: number;
  attempts: number;
  dags: DagReport[];
  pools: PoolReport[];
  /** Slots of the executor, `[core] parallelism`. */
  workers: Omit<PoolReport, 'pool'>;
  not_simulated: { dag_id: string; reason: string }[];
  assumes: string[];
}

export function reportOf(
  input: SimulationInput,
  options: SimulationOptions,
  recorder: Recorder,
): Omit<SimulationReport, 'not_simulated'> {
  const { start, end, seed } = options;
  return {
    start: iso(start),
    end: iso(end),
    seed,
    attempts: recorder.attempts,
    dags: input.dags.map((dag) => dagReport(dag, input, options, recorder)),
    pools: [...recorder.pools]
      .filter(([, pool]) => pool.mostUsed > 0 || pool.tasks > 0)
      .map(([pool, record]) => ({ pool, ...poolReport(record, end - start) })),
    workers: poolReport(recorder.workers, end - start),
    assumes: assumptions(input, options),
  };
}

function dagReport(dag: DagInput, input: SimulationInput, options: SimulationOptions, recorder: Recorder): DagReport {
  const { dagId, timetable, assetSchedule } = dag.serialized;
  const runs = recorder.runs.get(dagId) ?? [];
  const scheduled = runs.filter(({ runType }) => runType === 'scheduled');
  const held = runs.flatMap((run) => heldMs(run, options.end));
  const dues = runs.map(({ due }) => due);
  return {
    dag_id: dagId,
    schedule: timetable.kind === 'null' && assetSchedule ? 'assets' : timetable.summary,
    runs: runs.length,
    failed: runs.filter(({ state }) => state === 'failed').length,
    open: runs.filter(({ endedAt }) => endedAt === null).length,
    first_run: runs.length === 0 ? null : iso(least(dues)),
    last_run: runs.length === 0 ? null : iso(greatest(dues)),
    landing: landingOf(runs),
    held: { runs: held.length, longest: seconds(greatest([0, ...held])) },
    passed_over: held.length === 0 ? 0 : Math.max(0, ticksOf(dag, input, options, scheduled.length) - scheduled.length),
    overlapping: overlapping(runs),
    missed_deadlines: runs.reduce((sum, { missed }) => sum + missed, 0),
    waits: [...(recorder.waits.get(dagId) ?? [])].map(([reason, { tasks, longestMs, totalMs }]) => ({
      reason,
      tasks,
      longest: seconds(longestMs),
      total: seconds(totalMs),
    })),
    daylight_saving: [...clockSurprises(timetable, options.start, options.end)],
  };
}

function landingOf(runs: readonly RunRecord[]): DagReport['landing'] {
  const landed = runs
    .flatMap(({ due, endedAt }) => (endedAt === null ? [] : [{ due, ms: endedAt - due }]))
    .sort((a, b) => a.ms - b.ms);
  const at = (part: number) => landed[Math.max(0, Math.ceil(landed.length * part) - 1)];
  const [median, high, last] = [at(0.5), at(0.95), landed.at(-1)];
  if (!median || !high || !last) return null;
  return { p50: seconds(median.ms), p95: seconds(high.ms), max: seconds(last.ms), slowest: iso(last.due) };
}

/** How long the run waited for a place: nothing else lets it begin after it was due. */
function heldMs({ runType, due, startedAt }: RunRecord, end: number): number[] {
  const waited = (startedAt ?? end) - due;
  return runType === 'scheduled' && waited > 0 ? [waited] : [];
}

/** The ticks of the schedule in the time that is simulated; none that comes after the time is counted. */
function ticksOf(
  dag: DagInput,
  { catchupByDefault }: SimulationInput,
  { start, end }: SimulationOptions,
  made: number,
): number {
  const { serialized } = dag;
  if ((serialized.catchup ?? catchupByDefault) || serialized.timetable.kind === 'continuous') return made;
  const limits = {
    earliest: serialized.startDate === null ? null : Date.parse(serialized.startDate),
    latest: serialized.endDate === null ? null : Date.parse(serialized.endDate),
    catchup: true,
  };
  let last = caughtUp(dag, start);
  for (let count = 0; ; count++) {
    const tick = nextTick(serialized.timetable, last, limits, start);
    if (tick === null || tick.runAfter >= end) return count;
    last = { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  }
}

function overlapping(runs: readonly RunRecord[]): number {
  let count = 0;
  let busyUntil = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of runs.toSorted((a, b) => (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity))) {
    if (startedAt === null) continue;
    if (startedAt < busyUntil) count += 1;
    busyUntil = Math.max(busyUntil, endedAt ?? Number.POSITIVE_INFINITY);
  }
  return count;
}

const poolReport = (
  { slots, mostUsed, fullMs, tasks, longestMs }: PoolRecord,
  ms: number,
): Omit<PoolReport, 'pool'> => ({
  slots: Number.isFinite(slots) ? slots : -1,
  most_used: mostUsed,
  full: Math.round((fullMs / ms) * 10_000) / 10_000,
  waits: tasks,
  longest_wait: seconds(longestMs),
});

const SHOWN = 5;

function assumptions({ dags }: SimulationInput, { defaultDurationMs, failures }: SimulationOptions): string[] {
  const all = dags.flatMap(({ serialized, history }) =>
    serialized.tasks.map((task) => ({ task, name: `${serialized.dagId}.${task.taskId}`, seen: history[task.taskId] })),
  );
  const unseen = all.filter(({ seen }) => (seen?.durations.length ?? 0) === 0).map(({ name }) => name);
  const triggering = all.filter(({ task }) => task.body === 'trigger_dag_run').map(({ name }) => name);
  const choosing = all.filter(({ task }) => task.decision !== undefined).map(({ name }) => name);
  const mapped = all.filter(({ task }) => task.expand ?? task.mappedGroup).map(({ name }) => name);
  return [
    'no run is open at the start, nobody triggers a run, no attempt is lost, and a worker is always ready',
    ...(unseen.length < all.length ? ['a task takes one of the times that its newest successes took'] : []),
    ...(unseen.length > 0 ? [`what has never succeeded takes ${defaultDurationMs / 1000} s: ${listed(unseen)}`] : []),
    failures === 0 ? 'no attempt fails' : `of the attempts ${failures * 100} % fail`,
    ...(choosing.length > 0 ? [`all ways are taken after what chooses: ${listed(choosing)}`] : []),
    ...(triggering.length > 0 ? [`runs of other DAGs that tasks ask for are not made: ${listed(triggering)}`] : []),
    ...(mapped.length > 0
      ? [`a mapped task has as many instances as in its newest run, or one: ${listed(mapped)}`]
      : []),
  ];
}

const listed = (names: readonly string[]): string =>
  names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : names.join(', ');

const iso = (at: number): string => new Date(at).toISOString();
const seconds = (ms: number): number => Math.round(ms) / 1000;
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
