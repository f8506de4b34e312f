/** What is wrong with one DAG, by its own words and by what is around it. */
import type { SerializedDag, SerializedPointer, SerializedTask } from '@aquilon/sdk/serialized';
import type { LoadedFile } from '#dags/load.ts';
import { leavesOf } from '#domain/assets.ts';
import { type Reach, unreachableTasks } from '#domain/ways.ts';
import { branchNames, namedTasks } from './branches.ts';
import { type CheckCode, type Finding, finding } from './finding.ts';
import { lineOfDag } from './line-of-dag.ts';
import { isPlainText } from './names.ts';
import { placeOfTask } from './place-of-task.ts';
import { scheduleProblems } from './schedules.ts';

export type Loaded = Extract<LoadedFile, { ok: true }>;

export interface Producers {
  /** Names and URIs of assets. */
  assets: ReadonlySet<string>;
  aliases: ReadonlySet<string>;
}

/** null: not known. */
export interface Around {
  pools: ReadonlyMap<string, number> | null;
  /** Ids of tasks by the id of their DAG. */
  dags: ReadonlyMap<string, readonly string[]> | null;
  producers: Producers | null;
  catchupByDefault: boolean;
  now: number;
}

export function checkDag(dag: SerializedDag, loaded: Loaded, around: Around): Finding[] {
  const { file, files } = loaded;
  const { dagId } = dag;
  const text = files[file] ?? '';
  const ofDag = (code: CheckCode, message: string) =>
    finding(code, { file, dagId, line: lineOfDag(text, dagId) }, `DAG ${dagId}: ${message}`);
  const ofTask = (task: SerializedTask, code: CheckCode, message: string, option?: string) =>
    finding(
      code,
      { ...placeOfTask(loaded, task, option), dagId, taskId: task.taskId },
      `task ${task.taskId}: ${message}`,
    );
  const found = scheduleProblems(dag, around.catchupByDefault, around.now).map(([code, message]) =>
    ofDag(code, message),
  );
  found.push(...assetProblems(dag, around).map((message) => ofDag('asset-without-producer', message)));
  const named = new Map<string, readonly string[]>();
  const written = branchNames(file, text);
  for (const task of dag.tasks) {
    for (const [code, message, option] of [...poolProblems(task, around), ...otherDagProblems(task, around)])
      found.push(ofTask(task, code, message, option));
    const names = task.decision?.kind === 'branch' ? written.get(task.label) : undefined;
    if (names === undefined) continue;
    const { known, unknown } = namedTasks(task, names, dag);
    named.set(task.taskId, known);
    for (const name of unknown)
      found.push(ofTask(task, 'branch-name', `its branch names ${name}, which is no task and no group of the DAG`));
    for (const id of task.downstream.filter((one) => !known.includes(one))) {
      const never = dag.tasks.find(({ taskId, role }) => taskId === id && role !== 'teardown');
      if (never)
        found.push(
          ofTask(
            never,
            'unreachable-branch',
            `the branch ${task.taskId} never names it, so it is skipped in every run`,
          ),
        );
    }
  }
  const told = new Set(found.filter(({ code }) => code === 'unreachable-branch').map(({ taskId }) => taskId));
  for (const reach of unreachableTasks(dag, named)) {
    const task = dag.tasks.find(({ taskId }) => taskId === reach.taskId);
    if (!task || told.has(task.taskId)) continue;
    found.push(
      ofTask(task, reach.how === 'several' ? 'join-after-branch' : 'unreachable-task', reachMessage(task, reach)),
    );
  }
  return found;
}

const WANT_ALL = ['all_success', 'all_done_min_one_success'];
const REMEDY = "give it triggerRule: 'none_failed_min_one_success' if it is to run whichever way was taken";

function reachMessage({ triggerRule, upstream }: SerializedTask, { how, choices }: Reach): string {
  const after = `after ${upstream.join(', ')}`;
  if (how === 'several')
    return `it stands ${after} with the trigger rule ${triggerRule}, and runs only where ${choices.join(', ')} names several ways at once: ${REMEDY}`;
  if (choices.length === 0) return `no run starts it: its trigger rule ${triggerRule} never holds ${after}`;
  const ways = `it stands ${after}, between which ${choices.join(', ')} chooses`;
  if (WANT_ALL.includes(triggerRule))
    return `no run starts it: ${ways}, and its trigger rule ${triggerRule} asks for all of them: ${REMEDY}`;
  return `no run starts it: ${ways}, and its trigger rule ${triggerRule} then never holds`;
}

type OptionProblem = [code: CheckCode, message: string, option: string];

function poolProblems({ pool, poolSlots }: SerializedTask, { pools }: Around): OptionProblem[] {
  if (pools === null) return [];
  const slots = pools.get(pool);
  if (slots === undefined)
    return [
      [
        'unknown-pool',
        `its pool ${pool} does not exist, so it waits for ever: make it with aquilon pools set ${pool} SLOTS DESCRIPTION`,
        'pool',
      ],
    ];
  if (slots !== -1 && slots < poolSlots)
    return [['pool-too-small', `it takes ${poolSlots} slots of the pool ${pool}, which has ${slots}`, 'pool']];
  return [];
}

function otherDagProblems({ options }: SerializedTask, { dags }: Around): OptionProblem[] {
  if (dags === null) return [];
  const found: OptionProblem[] = [];
  for (const option of ['triggerDagId', 'externalDagId']) {
    const dagId = options[option];
    if (!isPlainText(dagId)) continue;
    const tasks = dags.get(dagId);
    if (tasks === undefined)
      found.push(['unknown-dag', `${option} names the DAG ${dagId}, which is not there`, option]);
    const ids = option === 'externalDagId' && Array.isArray(options.taskIds) ? options.taskIds : [];
    for (const id of ids)
      if (tasks && isPlainText(id) && !tasks.includes(id))
        found.push(['unknown-task', `it waits for the task ${id}, which the DAG ${dagId} does not have`, option]);
  }
  return found;
}

/** An asset without a producer may still have events from outside: by the REST API, or under an alias. */
function assetProblems({ assetSchedule }: SerializedDag, { producers }: Around): string[] {
  if (!assetSchedule || producers === null) return [];
  const waited = leavesOf(assetSchedule).flatMap((one) => {
    if (one.kind === 'alias') return producers.aliases.has(one.name) ? [] : [`the alias ${one.name}`];
    if (one.kind === 'asset' && (one.watchers?.length ?? 0) > 0) return [];
    return keysOf(one).some((key) => producers.assets.has(key)) ? [] : [`the asset ${keysOf(one)[0]}`];
  });
  return [...new Set(waited)].map((what) => `it waits for ${what}, which no task makes and no watcher looks after`);
}

const keysOf = ({ name, uri }: Pick<SerializedPointer, 'name' | 'uri'>): string[] =>
  [name, uri].filter((key) => key !== null);
