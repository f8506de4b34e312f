/** The promises of the scheduler that are looked after at every commit and at every start of an attempt. */
import { isFinished, isOccupied, isWaiting } from '#domain/states.ts';
import { countUpstream, judge, noUpstreams } from '#domain/trigger-rules.ts';
import type { Work } from '#queue/executor.ts';
import type { InstanceRow } from '#scheduler/store.ts';
import { graphOfRun, type MemoryDatabase, nameOf, runBefore } from '#testing/memory-store.ts';
import { expect, must } from '#testing/violation.ts';
import { allTicks, hasFixedTicks } from './schedules.ts';

/** At every instant: pools, parallelism, tasks of a run, runs of a DAG. */
export function checkLimits(db: MemoryDatabase): void {
  const used = new Map<string, number>();
  const running = new Map<string, number>();
  const ofTask = new Map<string, number>();
  let active = 0;
  for (const one of db.runs.values()) {
    const { dagId, backfillId } = one.run.facts;
    const line = backfillId === null ? dagId : `backfill ${backfillId}`;
    if (one.state === 'running') running.set(line, (running.get(line) ?? 0) + 1);
    let inRun = 0;
    for (const row of one.instances.values()) {
      // What waits takes no slot, and has its place among the instances of its task.
      if (!isOccupied(row.state) && !isWaiting(row.state)) continue;
      const { dagRunId } = one.run.facts;
      for (const key of [`${dagId} ${row.taskId}`, `${dagId} ${row.taskId} ${dagRunId}`])
        ofTask.set(key, (ofTask.get(key) ?? 0) + 1);
      if (!isOccupied(row.state)) continue;
      inRun += 1;
      active += 1;
      used.set(row.pool, (used.get(row.pool) ?? 0) + row.poolSlots);
    }
    const dag = must(db.dags.get(one.run.facts.dagId), one.run.facts.dagId);
    expect(
      inRun <= dag.maxActiveTasks,
      `${inRun} active tasks in a run of ${dag.dagId}, ${dag.maxActiveTasks} allowed`,
    );
  }
  for (const [key, count] of ofTask) {
    const [dagId = '', taskId, dagRunId] = key.split(' ');
    const task = db.dags.get(dagId)?.serialized.tasks.find((one) => one.taskId === taskId);
    const limit = dagRunId === undefined ? task?.maxActiveTisPerDag : task?.maxActiveTisPerDagrun;
    expect(limit === undefined || count <= limit, `${count} active or waiting instances of ${key}, ${limit} allowed`);
  }
  expect(active <= db.parallelism, `${active} active attempts, ${db.parallelism} allowed`);
  for (const { name, slots } of db.pools)
    expect((used.get(name) ?? 0) <= slots, `pool ${name}: ${used.get(name)} of ${slots}`);
  for (const [line, count] of running) {
    const backfill = line.startsWith('backfill ') ? db.backfills.get(Number(line.slice(9))) : undefined;
    const limit = backfill?.stored.maxActiveRuns ?? must(db.dags.get(line), line).maxActiveRuns;
    expect(count <= limit, `${count} running runs of ${line}, ${limit} allowed`);
  }
}

/** What starts is in the database, and its upstreams there allow it. */
export function checkMayStart(db: MemoryDatabase, work: Work): void {
  const one = must(db.runs.get(work.dagRunId), `run ${work.dagRunId} of a dispatched attempt`);
  const row = must(one.instances.get(nameOf(work)), nameOf(work));
  const what = nameOf(work);
  expect(row.attemptId === work.attemptId, `${what}: ${work.attemptId} is dispatched, ${row.attemptId} is stored`);
  expect(isOccupied(row.state), `${what} is dispatched while it is ${row.state} in the database`);
  const { nodes, byId } = graphOfRun(db, one);
  const node = must(byId.get(work.taskId), work.taskId);
  // In a mapped group only what is of the same element counts.
  const rowsOf = (at: number) => {
    const isSame = node.group !== null && nodes[at]?.group === node.group;
    const rows = [...one.instances.values()].filter(({ taskId }) => taskId === nodes[at]?.task.taskId);
    return isSame ? rows.filter(({ mapIndex }) => mapIndex === work.mapIndex || mapIndex < 0) : rows;
  };
  const counts = noUpstreams();
  for (const up of node.upstream) {
    const isSetup = nodes[up]?.task.role === 'setup';
    const rows = rowsOf(up);
    counts.total += rows.length;
    if (isSetup) counts.setupTotal += rows.length;
    for (const { state } of rows) countUpstream(counts, state, isSetup);
    const passedOver = rows.every(({ state, skips }) => state === 'success' && skips?.includes(work.taskId));
    expect(!passedOver, `${what} starts, and ${nodes[up]?.task.taskId} chose another way`);
  }
  for (const setup of node.setups)
    for (const { state } of rowsOf(setup))
      expect(state === 'success' || state === 'removed', `${what} starts without its setup`);
  expect((node.expand === undefined) === work.mapIndex < 0, `${what} starts before it is expanded`);
  const { triggerRule } = node.task;
  expect(judge(triggerRule, counts) === 'run', `${what} starts against its rule ${triggerRule}`);
}

/** What depends on the run before takes its place in line only when that allows it. */
export function checkPast(db: MemoryDatabase, row: InstanceRow): void {
  if (row.expected || !row.state || isFinished(row.state)) return;
  const one = db.runs.get(row.dagRunId);
  const task = one && graphOfRun(db, one).byId.get(row.taskId)?.task;
  if (!one || task?.dependsOnPast !== true || one.run.facts.logicalDate === null) return;
  const { catchup, startDate } = must(db.dags.get(row.dagId), row.dagId).serialized;
  const since = catchup === true && startDate !== null ? Date.parse(startDate) : null;
  const past = runBefore(db, row.dagId, one.run.facts.logicalDate, since, catchup === true);
  const needed = [row.taskId, ...(task.waitForDownstream === true ? task.downstream : [])];
  for (const { taskId, state } of past?.instances.values() ?? []) {
    if (!needed.includes(taskId)) continue;
    expect(
      state === 'success' || state === 'skipped' || state === 'removed',
      `${nameOf(row)} takes its place, and ${taskId} is ${state} in the run before`,
    );
  }
}

/** What is looked after is deferred in the database, by this attempt. */
export function checkMayWait(db: MemoryDatabase, work: Work): void {
  const row = db.runs.get(work.dagRunId)?.instances.get(nameOf(work));
  const isDeferred = row?.attemptId === work.attemptId && row.state === 'deferred';
  expect(isDeferred, `${nameOf(work)} is looked after, and is ${row?.state} in the database`);
}

/** No tick comes twice, and none that is not of its schedule; of a DAG that catches up every tick has its run, or is among those returned. */
export function missingTicks(db: MemoryDatabase): string[] {
  return [...db.dags.values()].flatMap((dag) => {
    const { dagId, serialized } = dag;
    const { timetable, startDate, endDate, catchup } = serialized;
    if (timetable.kind === 'null' || startDate === null || endDate === null) return [];
    const runs = [...db.runs.values()].flatMap(({ run: { facts } }) => (facts.dagId === dagId ? [facts] : []));
    const dates = runs.flatMap(({ logicalDate }) => logicalDate ?? []);
    expect(new Set(dates).size === dates.length, `${dagId} has two runs of one date`);
    const ticks = allTicks(dag);
    const [first, last] = [Date.parse(startDate), Date.parse(endDate)];
    for (const { runType, logicalDate: date } of runs) {
      if (runType !== 'scheduled') continue;
      const isTick = hasFixedTicks(dag) ? ticks.includes(date ?? 0) : date !== null && date >= first && date <= last;
      expect(isTick, `${dagId}: a strange tick, ${date && new Date(date).toISOString()}`);
    }
    const missing = catchup === true ? ticks.filter((tick) => !dates.includes(tick)) : [];
    return missing.map((tick) => `${dagId} ${new Date(tick).toISOString()}`);
  });
}
