/** Who is told that a DAG file is in quarantine. No run belongs to it, and no task has failed: the notifiers of failures stand for those who answer for the DAG. */
import type { Json, SerializedDag, SerializedNotifier } from '@aquilon/sdk/serialized';

/** The notifier by its place among those of failures: of the DAG where `taskId` is null. */
export interface FileNotifier {
  dagId: string;
  versionId: string;
  taskId: string | null;
  kind: SerializedNotifier['kind'];
  number: number;
}

/**
 * Those of each DAG that the file defined last; where a DAG has none, those of its tasks, without functions, which expect a task that has failed. Notifiers
 * that reach the same people by the same way are one.
 */
export function notifiersOfFile(dags: readonly { versionId: string; serialized: SerializedDag }[]): FileNotifier[] {
  const found = new Map<string, FileNotifier>();
  for (const { versionId, serialized: dag } of dags) {
    for (const { notifier, ...place } of failureNotifiers(dag)) {
      const { kind } = notifier;
      const target = kind === 'function' ? { of: dag.dagId, ...place } : withoutTexts(notifier);
      const key = JSON.stringify([kind, target]);
      if (!found.has(key)) found.set(key, { dagId: dag.dagId, versionId, kind, ...place });
    }
  }
  return [...found.values()];
}

function failureNotifiers({ callbacks, tasks }: SerializedDag) {
  const placed = (notifiers: readonly SerializedNotifier[] = [], taskId: string | null = null) =>
    notifiers.map((notifier, number) => ({ notifier, taskId, number }));
  if (callbacks?.failure) return placed(callbacks.failure);
  return tasks
    .flatMap((task) => placed(task.callbacks?.failure, task.taskId))
    .filter(({ notifier }) => notifier.kind !== 'function');
}

const TEXTS: ReadonlySet<string> = new Set(['subject', 'htmlContent', 'text', 'blocks', 'attachments']);

/** What a mail or a message says was written for a run or a task; only where it goes to is used. What a webhook sends has the form that the other side wants. */
export const withoutTexts = ({ options }: Pick<SerializedNotifier, 'options'>): { [name: string]: Json } =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !TEXTS.has(name)));
