import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext, BodyResult, OperatorBody } from '#worker/operator-body.ts';
import { OptionReader } from './options.ts';

const LOGGER = 'airflow.task.operators.TriggerDagRunOperator';
/** Airflow's `poke_interval` of this operator, ms. */
const POKE_INTERVAL = 60_000;

/**
 * Starts a run of another DAG. The id of the new run becomes the XCom `trigger_run_id`, as in Airflow. To wait for its end the attempt is deferred.
 * Options: triggerDagId, triggerRunId, conf, logicalDate, resetDagRun, waitForCompletion, pokeIntervalMs,
 * allowedStates, failedStates.
 */
export const triggerDagRun: OperatorBody = async (context) => {
  if (context.kept !== undefined) return lookAt(context, context.kept as Triggered);
  const options = new OptionReader('triggerDagRun', context.options);
  const dagId = options.text('triggerDagId');
  const logicalDate = options.optionalText('logicalDate');
  const runId = options.optionalText('triggerRunId');
  const conf = options.object('conf');
  const answer = await context.request({
    op: 'trigger_dag_run',
    request: {
      dagId,
      logicalDate: logicalDate ?? null,
      resetDagRun: options.flag('resetDagRun', false),
      ...(runId === undefined ? {} : { runId }),
      ...(conf === undefined ? {} : { conf }),
    },
  });
  const triggered = String((answer as { runId?: unknown } | undefined)?.runId);
  context.log('info', `Triggered run ${triggered} of DAG ${dagId}`, LOGGER);
  await context.request({ op: 'push_xcom', key: 'trigger_run_id', value: { kind: 'json', value: triggered } });
  if (!options.flag('waitForCompletion', false)) return {};
  return lookAt(context, {
    dagId,
    runId: triggered,
    allowed: statesOf(options, 'allowedStates', 'success'),
    failed: statesOf(options, 'failedStates', 'failed'),
    intervalMs: options.number('pokeIntervalMs', POKE_INTERVAL),
  });
};

/** What a deferred attempt keeps of the run that it waits for. */
interface Triggered {
  dagId: string;
  runId: string;
  allowed: string[];
  failed: string[];
  intervalMs: number;
  [name: string]: Json;
}

function statesOf(options: OptionReader, name: string, usual: string): string[] {
  const given = options.texts(name);
  return given.length > 0 ? given : [usual];
}

async function lookAt(context: BodyContext, run: Triggered): Promise<BodyResult> {
  const { dagId, runId, allowed, failed, intervalMs } = run;
  const state = await context.request({ op: 'get_dag_run_state', dagId, runId });
  if (typeof state !== 'string') throw new AquilonError('RUN_NOT_FOUND', { dag: dagId, run: runId });
  if (failed.includes(state)) throw new AquilonError('TRIGGERED_RUN_FAILED', { dag: dagId, run: runId, state });
  if (allowed.includes(state)) {
    context.log('info', `Run ${runId} of DAG ${dagId} is ${state}`, LOGGER);
    return {};
  }
  if (context.kept === undefined)
    context.log('info', `Waiting for run ${runId} of DAG ${dagId}, which is ${state}, without a slot`, LOGGER);
  return { waitFor: { kind: 'poke', intervalMs, keep: run, wakeOn: { dagId } } };
}
