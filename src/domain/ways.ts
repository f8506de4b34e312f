/**
 * The ways that a run of a DAG can go, as far as its choices tell: which tasks can start in one of them. A task that starts may succeed, fail or skip
 * itself. What is found unreachable is so for certain; not everything that is unreachable is found.
 */
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';
import { countUpstream, judge, noUpstreams, type UpstreamCounts } from './trigger-rules.ts';

type Outcome = 'success' | 'failed' | 'skipped' | 'upstream_failed';

/** The tasks directly after a choice that follow from it; null: the task that chooses does not succeed. */
type Way = { readonly kept: readonly string[]; readonly others: 'direct' | 'all' } | null;

export interface Reach {
  /** No way starts it, whatever it waits for: `unreachable`; only one on which a branch names several at once: `several`. */
  readonly taskId: string;
  readonly how: 'unreachable' | 'several';
  /** The choices that it comes after. */
  readonly choices: readonly string[];
}

/** More ways than this are not walked: nothing is said then. */
const MOST_WAYS = 512;
const MOST_STEPS = 400_000;
/** Combinations of what a task comes after grow with their number. */
const MOST_UPSTREAMS = 24;

/** `named`: what the functions of branches are known to name, task by task; others may name anything. What follows from an unreachable task is left out. */
export function unreachableTasks(
  dag: SerializedDag,
  named: ReadonlyMap<string, readonly string[]> = new Map(),
): Reach[] {
  const byId = new Map(dag.tasks.map((task) => [task.taskId, task]));
  const found = new Map<string, Reach>();
  for (const task of dag.tasks) {
    if (task.upstream.length === 0 || task.role !== undefined) continue;
    const line = inOrder(task, byId);
    if (line.some(({ taskId }) => found.has(taskId))) continue;
    const choosers = line.filter((one) => one.decision !== undefined && one !== task);
    if (choosers.length === 0 && task.triggerRule === 'all_success') continue;
    const choices = choosers.map(({ taskId }) => taskId);
    if (!isReached(line, choosers, byId, (one) => waysOf(one, dag, named, true)))
      found.set(task.taskId, { taskId: task.taskId, how: 'unreachable', choices });
    else if (!isReached(line, choosers, byId, (one) => waysOf(one, dag, named, false)))
      found.set(task.taskId, { taskId: task.taskId, how: 'several', choices });
  }
  return [...found.values()];
}

/** All that the task comes after, and the task itself, last. */
function inOrder(task: SerializedTask, byId: ReadonlyMap<string, SerializedTask>): SerializedTask[] {
  const seen = new Set<string>();
  const line: SerializedTask[] = [];
  const visit = (one: SerializedTask) => {
    if (seen.has(one.taskId)) return;
    seen.add(one.taskId);
    for (const up of one.upstream) {
      const before = byId.get(up);
      if (before) visit(before);
    }
    line.push(one);
  };
  visit(task);
  return line;
}

function isReached(
  line: readonly SerializedTask[],
  choosers: readonly SerializedTask[],
  byId: ReadonlyMap<string, SerializedTask>,
  ways: (task: SerializedTask) => Way[],
): boolean {
  const each = choosers.map(ways);
  const count = each.reduce((product, one) => product * one.length, 1);
  if (count > MOST_WAYS || count * line.length > MOST_STEPS) return true;
  for (let at = 0; at < count; at++) {
    const chosen = new Map<string, Way>();
    let rest = at;
    for (const [index, one] of each.entries()) {
      chosen.set(choosers[index]?.taskId ?? '', one[rest % one.length] ?? null);
      rest = Math.floor(rest / one.length);
    }
    if (starts(line, chosen, byId)) return true;
  }
  return false;
}

/** Whether the last task of the line can start on this way. */
function starts(
  line: readonly SerializedTask[],
  chosen: ReadonlyMap<string, Way>,
  byId: ReadonlyMap<string, SerializedTask>,
): boolean {
  const passedOver = new Set<string>();
  const outcomes = new Map<string, ReadonlySet<Outcome>>();
  for (const task of line) {
    const verdicts = passedOver.has(task.taskId) ? new Set(['skipped' as const]) : verdictsOf(task, byId, outcomes);
    if (task === line.at(-1)) return verdicts.has('run');
    const ends = endsOf(task, verdicts);
    const way = chosen.get(task.taskId);
    const left = way === undefined ? ends : ends.intersection(way === null ? NO_SUCCESS : SUCCESS);
    // The task cannot end as this way would have it: there is no such way.
    if (left.size === 0) return false;
    outcomes.set(task.taskId, left);
    if (way) for (const id of passedOverBy(task, way, byId)) passedOver.add(id);
  }
  return false;
}

const SUCCESS: ReadonlySet<Outcome> = new Set(['success']);
const NO_SUCCESS: ReadonlySet<Outcome> = new Set(['failed', 'skipped', 'upstream_failed']);
const ANY_END: ReadonlySet<Outcome> = new Set([...SUCCESS, ...NO_SUCCESS]);

function endsOf(task: SerializedTask, verdicts: ReadonlySet<string>): Set<Outcome> {
  const ends = new Set<Outcome>();
  if (verdicts.has('run')) {
    ends.add('success');
    if (task.body !== 'empty') ends.add('failed').add('skipped');
  }
  if (verdicts.has('skipped')) ends.add('skipped');
  if (verdicts.has('upstream_failed')) ends.add('upstream_failed');
  return ends;
}

/** What the trigger rule says of every combination of what the tasks before can have ended with. */
function verdictsOf(
  { upstream, triggerRule }: SerializedTask,
  byId: ReadonlyMap<string, SerializedTask>,
  outcomes: ReadonlyMap<string, ReadonlySet<Outcome>>,
): Set<string> {
  if (upstream.length > MOST_UPSTREAMS) return new Set(['run', 'skipped', 'upstream_failed']);
  let combinations = new Map<string, UpstreamCounts>([['', noUpstreams()]]);
  for (const up of upstream) {
    const isSetup = byId.get(up)?.role === 'setup';
    const next = new Map<string, UpstreamCounts>();
    for (const counts of combinations.values()) {
      for (const outcome of outcomes.get(up) ?? ANY_END) {
        const more = { ...counts, total: counts.total + 1, setupTotal: counts.setupTotal + (isSetup ? 1 : 0) };
        countUpstream(more, outcome, isSetup);
        next.set(Object.values(more).join(), more);
      }
    }
    combinations = next;
  }
  return new Set([...combinations.values()].map((counts) => judge(triggerRule, counts)));
}

function passedOverBy(
  task: SerializedTask,
  way: NonNullable<Way>,
  byId: ReadonlyMap<string, SerializedTask>,
): string[] {
  const kept = after(way.kept, byId);
  const candidates = way.others === 'all' ? after(task.downstream, byId) : new Set(task.downstream);
  return [...candidates].filter((id) => !kept.has(id) && byId.get(id)?.role !== 'teardown');
}

/** The tasks, and all that come after them. */
function after(ids: readonly string[], byId: ReadonlyMap<string, SerializedTask>): Set<string> {
  const seen = new Set(ids);
  for (const id of seen) for (const down of byId.get(id)?.downstream ?? []) seen.add(down);
  return seen;
}

/** `several`: a branch may name all that comes after it at once. */
function waysOf(
  task: SerializedTask,
  dag: SerializedDag,
  named: ReadonlyMap<string, readonly string[]>,
  several: boolean,
): Way[] {
  const { decision, downstream } = task;
  const keep = (kept: readonly string[]): Way => ({ kept, others: 'direct' });
  // Each instance of a mapped task chooses for itself.
  if (task.expand !== undefined || task.mappedGroup !== undefined) return [null, keep(downstream), keep([])];
  switch (decision?.kind) {
    case 'cases':
      return [null, ...caseWays(decision, downstream).map(keep)];
    case 'short_circuit':
      return [null, keep(downstream), { kept: [], others: decision.ignoreTriggerRules ? 'all' : 'direct' }];
    case 'branch': {
      const open = (named.get(task.taskId) ?? downstream).filter((id) => downstream.includes(id));
      const groups = dag.groups.map(({ groupId }) => open.filter((id) => id.startsWith(`${groupId}.`)));
      const sets = [[], ...open.map((id) => [id]), ...groups.filter((ids) => ids.length > 1)];
      if (several) sets.push(open, ...open.map((left) => open.filter((id) => id !== left)));
      return [null, ...sets.map(keep)];
    }
    default:
      return [keep(downstream)];
  }
}

type Cases = Extract<NonNullable<SerializedTask['decision']>, { kind: 'cases' }>;

/** As `decide` of a task process: tasks in no case always follow. */
function caseWays({ cases, otherwise }: Cases, downstream: readonly string[]): string[][] {
  const all = new Set([...cases.flatMap(({ tasks }) => tasks), ...otherwise]);
  const always = downstream.filter((id) => !all.has(id));
  const byValue = Map.groupBy(cases, ({ value }) => JSON.stringify(value));
  const isIf = cases.every(({ value }) => typeof value === 'boolean') && otherwise.length === 0;
  const values = isIf ? ['true', 'false'] : [...byValue.keys(), 'otherwise'];
  return values.map((value) => [...(byValue.get(value)?.flatMap(({ tasks }) => tasks) ?? otherwise), ...always]);
}
