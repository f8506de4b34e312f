/** From what is known of DAGs to what their schedules will come to. */
import type { DagInput, SimulationInput, SimulationOptions } from './input.ts';
import { play } from './play.ts';
import { Recorder } from './record.ts';
import { reportOf, type SimulationReport } from './report.ts';

/**
 * `wanted`: ids of DAGs; all that are switched on where there is none. One that is named is played although it is switched off. Throws `SIMULATION_TOO_LONG`.
 */
export async function simulate(
  input: SimulationInput,
  options: SimulationOptions,
  wanted: readonly string[] = [],
): Promise<SimulationReport> {
  const named = input.dags.filter(({ serialized }) => wanted.length === 0 || wanted.includes(serialized.dagId));
  const left = named.flatMap((dag) => {
    const reason = reasonAgainst(dag, wanted);
    return reason === null ? [] : [{ dag, reason }];
  });
  const played = { ...input, dags: named.filter((dag) => !left.some((one) => one.dag === dag)) };
  const recorder = new Recorder();
  await play(played, options, recorder);
  recorder.close(options.end);
  const report = reportOf(played, options, recorder);
  const silent = played.dags.filter(
    ({ serialized }) => serialized.assetSchedule && !recorder.runs.has(serialized.dagId),
  );
  return {
    ...report,
    not_simulated: [
      ...left.map(({ dag, reason }) => ({ dag_id: dag.serialized.dagId, reason })),
      ...silent.map(({ serialized: { dagId } }) => ({
        dag_id: dagId,
        reason: 'it waits for assets, and no run that is simulated raises all of the events that it waits for',
      })),
    ],
  };
}

function reasonAgainst({ serialized, paused }: DagInput, wanted: readonly string[]): string | null {
  const { timetable, assetSchedule } = serialized;
  if (timetable.kind === 'custom') return "its timetable is the author's own, and is not asked";
  if (timetable.kind === 'null' && !assetSchedule) return 'it has no schedule';
  return paused && !wanted.includes(serialized.dagId)
    ? 'it is switched off; name it to simulate it all the same'
    : null;
}
