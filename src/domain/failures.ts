/** What failed first: the instances that failed by themselves, apart from what did not run because of them. */
import { allInstances, type Instance, type Run, relatedInstances } from './run.ts';
import { isLeaf } from './setups.ts';

/** An instance that failed, as people are told of it. Instants are epoch milliseconds. */
export interface Failure {
  taskId: string;
  mapIndex: number;
  tryNumber: number;
  maxTries: number;
  code: string;
  /** Secrets are masked where the attempt ran; at most `LONGEST_MESSAGE` characters. */
  message: string;
  startedAt: number | null;
  endedAt: number | null;
}

/** Those by which a run failed: the first that did, and how many there are in all. */
export interface RunFailures {
  first: Failure[];
  count: number;
  /** Ids of the tasks that they belong to. */
  tasks: string[];
}

/** In a list of a cause: what failed by itself. */
export interface Root {
  taskId: string;
  mapIndex: number;
  code: string;
  message: string;
}

/** More of them help nobody. */
const MOST_FAILURES = 20;
const MOST_TASKS = 100;
const MOST_ROOTS = 3;
const LONGEST_MESSAGE = 2000;
const LONGEST_REMARK = 300;

/** In the order in which they failed. Where nothing failed by itself, the ends of the DAG that a trigger rule failed. */
export function failuresOf(run: Run): RunFailures {
  const instances = allInstances(run);
  // What fail-fast ended did not fail first.
  const failed = instances.filter(({ state, error }) => state === 'failed' && error?.code !== 'FAIL_FAST');
  const told = failed.length > 0 ? failed : instances.filter((one) => one.state === 'upstream_failed' && isLeaf(one));
  const first = told.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).slice(0, MOST_FAILURES);
  const tasks = new Set(instances.flatMap(({ state, node }) => (state === 'failed' ? [node.task.taskId] : [])));
  return { first: first.map(failureOf), count: told.length, tasks: [...tasks].slice(0, MOST_TASKS) };
}

export function failureOf({ node, mapIndex, tryNumber, maxTries, error, startedAt, endedAt }: Instance): Failure {
  const code = error?.code ?? 'failed';
  const message = shorten(error?.message ?? 'it failed', LONGEST_MESSAGE);
  return { taskId: node.task.taskId, mapIndex, tryNumber, maxTries, code, message, startedAt, endedAt };
}

/** Why an instance cannot run: the upstreams directly before it that failed, and what failed first before those. */
export function blameUpstreams(instance: Instance, upstreams: readonly number[] = instance.node.upstream): Blame {
  const nearest: Instance[] = [];
  for (const up of upstreams) {
    for (const one of relatedInstances(instance, up)) {
      if (one.state === 'failed' || one.state === 'upstream_failed') nearest.push(one);
      if (nearest.length === MOST_ROOTS) return blame(nearest);
    }
  }
  return blame(nearest);
}

interface Blame {
  upstreams: string[];
  roots: Root[];
  /** Empty where no upstream failed. */
  sentence: string;
}

function blame(nearest: readonly Instance[]): Blame {
  const found = nearest.flatMap((one) => (one.state === 'failed' ? [rootOf(one)] : rootsBefore(one)));
  const roots = [...new Map(found.map((root) => [nameOf(root.taskId, root.mapIndex), root])).values()];
  const kept = roots.slice(0, MOST_ROOTS);
  const behind = nearest.filter(({ state }) => state === 'upstream_failed').map(instanceName);
  const first = kept.map((root) => `${nameOf(root.taskId, root.mapIndex)} failed (${root.code}: ${root.message})`);
  const because = behind.length > 0 ? `${behind.join(', ')} did not run` : '';
  const sentence = [because, first.join('; ')].filter(Boolean).join(', because ');
  return { upstreams: nearest.map(instanceName), roots: kept, sentence };
}

/** What was written down when the trigger rule of `instance` failed it. */
const rootsBefore = ({ error }: Instance): Root[] => (Array.isArray(error?.roots) ? (error.roots as Root[]) : []);

function rootOf({ node, mapIndex, error }: Instance): Root {
  const message = shorten(error?.message ?? 'it failed', LONGEST_REMARK);
  return { taskId: node.task.taskId, mapIndex, code: error?.code ?? 'failed', message };
}

const instanceName = ({ node, mapIndex }: Instance): string => nameOf(node.task.taskId, mapIndex);
const nameOf = (taskId: string, mapIndex: number): string => (mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`);

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
