/** Questions of tasks to people, and what becomes of the task with the answer: both stand in the commit that moves the task. */
import { attemptEnded } from '#domain/moves.ts';
import { type Answer, followOfAnswer, isFatal, type Question, valueOfAnswer } from '#domain/question.ts';
import type { Instance } from '#domain/run.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { raiseOutletEvents } from './asset-runs.ts';
import type { Turn } from './turn.ts';

/** The instance awaits input from this turn on. */
export function ask({ batch, now }: Turn, { attemptId, run, node, mapIndex, waitFor }: Instance): void {
  if (waitFor?.kind !== 'answer') return;
  const key = { dagRunId: run.facts.dagRunId, taskId: node.task.taskId, mapIndex };
  batch.questions.push({ attemptId, ...key, question: waitFor.question, askedAt: now, answer: null });
}

/** The task ends with the answer, without a worker. */
export function takeAnswer(turn: Turn, instance: Instance, answer: Answer): void {
  const { run, node, mapIndex, attemptId } = instance;
  const { task } = node;
  const asked = turn.batch.questions.find((row) => row.attemptId === attemptId);
  if (asked) asked.answer = answer;
  else turn.batch.answers.push({ attemptId, answer });
  if (isFatal(task, answer)) {
    const by = answer.respondedBy?.name ?? 'its defaults, as nobody answered in time';
    // A decision, and no fault that a retry could mend.
    fail(turn, instance, new AquilonError('HITL_REJECTED', { task: task.taskId, by }), false);
    return;
  }
  const value = valueOfAnswer(task, answer);
  turn.batch.xcoms.push({
    ...{ dagRunId: run.facts.dagRunId, taskId: task.taskId, mapIndex },
    ...{ key: 'return_value', value: { kind: 'json', value } },
  });
  raiseOutletEvents(turn, instance, []);
  const follow = followOfAnswer(task, answer);
  const returnedLength = Object.keys(value ?? {}).length;
  attemptEnded(instance, { state: 'success', follow, returnedLength }, turn.now, turn.moves);
}

/** The time is over: the defaults are the answer; without them the task fails, and retries apply, as in Airflow. */
export function endUnanswered(turn: Turn, instance: Instance, { defaults, params }: Question): void {
  if (defaults === null) {
    fail(turn, instance, new AquilonError('HITL_TIMEOUT', { task: instance.node.task.taskId }), true);
    return;
  }
  const paramsInput = Object.fromEntries(Object.entries(params).map(([name, { value }]) => [name, value]));
  takeAnswer(turn, instance, { chosenOptions: defaults, paramsInput, respondedAt: turn.now, respondedBy: null });
}

function fail(turn: Turn, instance: Instance, { code, message }: AquilonError, retryable: boolean): void {
  attemptEnded(instance, { state: 'failed', cause: { code, message }, retryable }, turn.now, turn.moves);
}
