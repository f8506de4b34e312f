import { setTimeout as sleep } from 'node:timers/promises';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { BodyContext, OperatorBody } from '#worker/operator-body.ts';
import { OptionReader } from './options.ts';

const LOGGER = 'airflow.task.operators.TriggerDagRunOperator';
/** Airflow's `poke_interval` of this operator, ms. */
const POKE_INTERVAL = 60_000;

/**
 * Starts a run of another DAG. The id of the new run becomes the XCom `trigger_run_id`, as in Airflow.
 * Options: triggerDagId, triggerRunId, conf, logicalDate, resetDagRun, waitForCompletion, pokeIntervalMs,
 * allowedStates, failedStates.
 */
export const triggerDagRun: OperatorBody = async (context) => {
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
  if (options.flag('waitForCompletion', false)) await waitFor(context, options, dagId, triggered);
  return {};
};

async function waitFor(context: BodyContext, options: OptionReader, dagId: string, runId: string): Promise<void> {
  const interval = options.number('pokeIntervalMs', POKE_INTERVAL);
  const given = options.texts('allowedStates');
  const allowed = given.length > 0 ? given : ['success'];
  const failing = options.texts('failedStates');
  const failed = failing.length > 0 ? failing : ['failed'];
  for (;;) {
    const state = await context.request({ op: 'get_dag_run_state', dagId, runId });
    if (typeof state !== 'string') throw new AquilonError('RUN_NOT_FOUND', { dag: dagId, run: runId });
    if (failed.includes(state)) throw new AquilonError('TRIGGERED_RUN_FAILED', { dag: dagId, run: runId, state });
    if (allowed.includes(state)) {
      context.log('info', `Run ${runId} of DAG ${dagId} is ${state}`, LOGGER);
      return;
    }
    context.log('info', `Waiting for run ${runId} of DAG ${dagId}, which is ${state}`, LOGGER);
    await sleep(interval, undefined, { signal: context.signal });
  }
}
