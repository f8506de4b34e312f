import { AquilonError } from '#errors/aquilon-error.ts';
import { OptionReader } from '#operators/options.ts';
import type { ExternalStates } from '#worker/services.ts';
import { defineSensor } from './define.ts';

/**
 * Airflow's ExternalTaskSensor: the run of another DAG at this run's logical date, less `executionDeltaMs`; of a run without one, `runAfter` counts.
 * Options: externalDagId, taskIds or groupId, executionDeltaMs, allowedStates, failedStates, skippedStates, checkExistence.
 */
export const externalTaskSensor = defineSensor({
  resolve({ options: given, work: { run } }) {
    const options = new OptionReader('externalTaskSensor', given);
    const date = Date.parse(run.logicalDate ?? run.runAfter) - options.number('executionDeltaMs', 0);
    return {
      dagId: options.text('externalDagId'),
      logicalDate: new Date(date).toISOString(),
      taskIds: given.taskIds === undefined ? null : options.texts('taskIds'),
      groupId: options.optionalText('groupId') ?? null,
      allowed: options.texts('allowedStates'),
      failed: options.texts('failedStates'),
      skipped: options.texts('skippedStates'),
      checkExistence: options.flag('checkExistence', false),
    };
  },
  wakeOn: ({ dagId }) => ({ dagId }),
  describe: ({ dagId, logicalDate, taskIds, groupId }) => {
    const what = taskIds ? `${taskIds.join(', ')} of ` : groupId === null ? '' : `the group ${groupId} of `;
    return `${what}the DAG ${dagId} at ${logicalDate}`;
  },
  async look(
    { dagId, logicalDate, taskIds, groupId, allowed, failed, skipped, checkExistence },
    { request, isFirst, softFail },
  ) {
    const found = (await request({
      op: 'get_external_states',
      wanted: { dagId, logicalDate, taskIds, groupId, checkExistence: checkExistence && isFirst },
    })) as unknown as ExternalStates;
    if (found.missing !== null) throw new AquilonError('EXTERNAL_TASK_MISSING', { dag: dagId, what: found.missing });
    const bad = found.states.find((state) => state !== null && failed.includes(state));
    if (bad) {
      const error = new AquilonError('EXTERNAL_TASK_FAILED', { dag: dagId, state: bad });
      if (softFail) return { skipped: error.message };
      throw error;
    }
    const passed = found.states.find((state) => state !== null && skipped.includes(state));
    if (passed) return { skipped: `What it waits for in the DAG ${dagId} is ${passed}.` };
    return found.isComplete && found.states.every((state) => state !== null && allowed.includes(state));
  },
});
