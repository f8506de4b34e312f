import type { SerializedParam } from '@aquilon/sdk/serialized';
import type { Question } from '#domain/question.ts';
import type { OperatorBody } from '#worker/operator-body.ts';
import { OptionReader } from './options.ts';

/**
 * Asks people: the attempt ends its part here, and the scheduler ends the task with the answer.
 * Options: subject and body, which are templates and may be results of tasks; the others stand in the DAG file, and were checked when it was loaded.
 */
export const hitl: OperatorBody = async ({ options, work, now, log }) => {
  const given = new OptionReader(work.task.operator, options);
  const fixed = new OptionReader(work.task.operator, work.task.options);
  const defaults = fixed.texts('defaults');
  const question: Question = {
    subject: given.text('subject'),
    body: given.optionalText('body') ?? null,
    options: fixed.texts('options'),
    defaults: defaults.length > 0 ? defaults : null,
    multiple: fixed.flag('multiple', false),
    params: (fixed.object('params') ?? {}) as unknown as { [name: string]: SerializedParam },
    assignedUsers: work.task.options.assignedUsers as unknown as Question['assignedUsers'],
  };
  const limitMs = fixed.number('responseTimeoutMs', work.task.executionTimeoutMs ?? Number.POSITIVE_INFINITY);
  const until = Number.isFinite(limitMs) ? now() + limitMs : null;
  const end = until === null ? '' : `, until ${new Date(until).toISOString()}`;
  log(
    'info',
    `Waiting for an answer without a slot${end}: ${question.subject}`,
    `airflow.task.operators.${work.task.operator}`,
  );
  return { waitFor: { kind: 'answer', question, until } };
};
