/** What a DAG means, without the order of what has none and without the lines of its file. */
import type {
  Json,
  SerializedAssetCondition,
  SerializedDag,
  SerializedDecision,
  SerializedTask,
} from '@aquilon/sdk/serialized';

export function meaningOf(dag: SerializedDag): SerializedDag {
  return {
    ...dag,
    tags: dag.tags.toSorted(),
    owners: dag.owners.toSorted(),
    tasks: dag.tasks.map(meaningOfTask).sort((a, b) => compare(a.taskId, b.taskId)),
    groups: dag.groups.toSorted((a, b) => compare(a.groupId, b.groupId)),
    ...(dag.assetSchedule ? { assetSchedule: meaningOfCondition(dag.assetSchedule) } : {}),
  };
}

function meaningOfTask(task: SerializedTask): SerializedTask {
  const { decision, outlets, inlets, template } = task;
  return {
    ...task,
    line: null,
    // Where the folder lies; what the files say counts as code.
    scripts: undefined,
    upstream: task.upstream.toSorted(),
    downstream: task.downstream.toSorted(),
    ...(decision ? { decision: meaningOfDecision(decision) } : {}),
    ...(outlets ? { outlets: asSet(outlets) } : {}),
    ...(inlets ? { inlets: asSet(inlets) } : {}),
    ...(template?.files ? { template: { ...template, files: template.files.toSorted() } } : {}),
  };
}

/** Of the cases the first that fits counts; what follows from one follows at once. */
function meaningOfDecision(decision: SerializedDecision): SerializedDecision {
  if (decision.kind !== 'cases') return decision;
  const cases = decision.cases.map(({ value, tasks }) => ({ value, tasks: tasks.toSorted() }));
  return { ...decision, cases, otherwise: decision.otherwise.toSorted() };
}

function meaningOfCondition(condition: SerializedAssetCondition): SerializedAssetCondition {
  return 'of' in condition ? { ...condition, of: asSet(condition.of.map(meaningOfCondition)) } : condition;
}

const asSet = <T>(list: readonly T[]): T[] => list.toSorted((a, b) => compare(canonical(a), canonical(b)));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** JSON without the order of keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value as { [key: string]: Json | undefined }).filter(
    ([, inner]) => inner !== undefined,
  );
  entries.sort(([a], [b]) => compare(a, b));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}
