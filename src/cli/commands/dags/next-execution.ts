/** `aquilon dags next-execution`: when the schedule makes the next runs. */
import { positiveInteger } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { command } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';
import { type DataInterval, nextTick } from '#domain/timetable.ts';

interface Dag {
  fileloc: string;
  is_paused: boolean;
  next_dagrun_logical_date: string | null;
  next_dagrun_data_interval_start: string | null;
  next_dagrun_data_interval_end: string | null;
}

export const nextExecution = () =>
  command('next-execution', 'Show the logical dates of the next runs', 'dags next-execution Airflow_Lab2 -n 3')
    .argument('<dag_id>')
    .option('-n, --num-executions <n>', 'how many', positiveInteger, 1)
    .action(run);

async function run(dagId: string, { numExecutions }: { numExecutions: number }): Promise<void> {
  const dag = await withClient((client) => client.ask<Dag>('GET', path`/dags/${dagId}`));
  if (dag.is_paused) process.stderr.write(`${dagId} is paused: nothing is run until it is unpaused.\n`);
  const { next_dagrun_logical_date: date } = dag;
  if (date === null) {
    process.stderr.write(`The schedule of ${dagId} makes no further run.\n`);
    return;
  }
  const first = {
    start: Date.parse(dag.next_dagrun_data_interval_start ?? date),
    end: Date.parse(dag.next_dagrun_data_interval_end ?? date),
  };
  for (const at of [Date.parse(date), ...(await datesAfter(dagId, dag.fileloc, first, numExecutions - 1))])
    process.stdout.write(`${new Date(at).toISOString()}\n`);
}

async function datesAfter(dagId: string, file: string, first: DataInterval, count: number): Promise<number[]> {
  if (count === 0) return [];
  const config = await openConfig();
  const { findDagFile } = await import('#composition/find-dag-file.ts');
  const { dag, snapshot } = await findDagFile(config, dagId, (error) => process.stderr.write(`${error}\n`), file);
  const limits = { earliest: null, latest: dag.endDate === null ? null : Date.parse(dag.endDate), catchup: true };
  const { loadOptions } = await import('#dags/load.ts');
  const { createTimetables } = await import('#dags/timetables.ts');
  const timetables = createTimetables({ ...loadOptions(config), snapshotOf: async () => snapshot });
  const nextOf = async (last: DataInterval): Promise<DataInterval | null> => {
    if (dag.timetable.kind === 'custom')
      return timetables.ask({ dagId, snapshotHash: snapshot.hash }, { ask: 'next', last, ...limits });
    const tick = nextTick(dag.timetable, last, limits, Date.now());
    return tick && { start: tick.dataIntervalStart, end: tick.dataIntervalEnd };
  };
  const dates: number[] = [];
  try {
    for (let last = await nextOf(first); last && dates.length < count; last = await nextOf(last))
      dates.push(last.start);
  } finally {
    timetables.stop();
  }
  return dates;
}
