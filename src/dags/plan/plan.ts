/** What would change if a folder of DAG files went live, and for whom. Nothing is written. */
import { join } from 'node:path';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { completeDag } from '#dags/complete-dag.ts';
import { summarizeSchedule } from '#dags/describe-timetable.ts';
import { type LoadedFile, type LoadOptions, loadFiles } from '#dags/load.ts';
import { versionHash } from '#dags/snapshot.ts';
import type { Sql } from '#db/database.ts';
import { selectVersionContent } from '#db/queries/dag-store.ts';
import { type LiveDag, selectLiveDags } from '#db/queries/plan.ts';
import { type Change, type DagDifference, differenceOf, differs } from '#domain/dag-difference.ts';
import { MASKED, SecretMask } from '#support/secret-mask.ts';
import { codeDifference, type FileChange, isSameText, type Snapshot } from './code-difference.ts';
import { type Effects, effectsOf } from './effects.ts';
import { fireTimes } from './fire-times.ts';

export interface PlanRequest {
  files: readonly string[];
  /** The folders that these are all files of: a live DAG that is in none of them is removed. Empty: only the files are looked at. */
  folders: readonly string[];
  /** Bundles that are not looked at: what is live of them stays. */
  leftOut: readonly string[];
  load: LoadOptions;
  /** Values of options whose names tell of a secret are masked: `[core] sensitive_var_conn_names`. */
  sensitiveNames: string;
  /** Of sensors that do not say. */
  sensorTimeoutMs: number;
  /** null: nothing is live. */
  live: Sql | null;
  /** Epoch ms. */
  now: number;
}

export interface ScheduleChange {
  from: string | null;
  to: string | null;
  /** ISO 8601, counted from now. */
  fromNext: string[];
  toNext: string[];
}

export interface DagPlan {
  dagId: string;
  /** Of the file that has it; of a DAG that is removed, of the file that had it. */
  file: string;
  /** `text`: only what plays no part differs, such as comments; no new version. */
  change: 'new' | 'changed' | 'removed' | 'text' | 'unchanged';
  /** null: there is none. The same number twice: no run has used the version, and it is replaced. */
  version: { live: number | null; next: number | null };
  schedule: ScheduleChange | null;
  difference: Omit<DagDifference, 'scheduleChanged'> | null;
  code: FileChange[];
}

export interface Plan {
  dags: DagPlan[];
  /** Files that cannot be loaded: what is live of them stays. */
  errors: { file: string; error: string }[];
  effects: Effects;
}

interface Next {
  dag: SerializedDag;
  loaded: Extract<LoadedFile, { ok: true }>;
}

const NEXT_TIMES = 3;

export async function makePlan(request: PlanRequest): Promise<Plan> {
  const { files, live, now } = request;
  const next = new Map<string, Next>();
  const errors: Plan['errors'] = [];
  for await (const loaded of loadFiles(files, request.load)) {
    if (!loaded.ok) errors.push({ file: loaded.file, error: loaded.error });
    else for (const dag of loaded.dags) next.set(dag.dagId, { dag: completeDag(dag, request.sensorTimeoutMs), loaded });
  }
  const known = live ? await selectLiveDags(live) : [];
  const liveById = new Map(known.map((dag) => [dag.dag_id, dag]));
  const dags: DagPlan[] = [];
  for (const [dagId, one] of next) {
    const old = liveById.get(dagId);
    dags.push(old && live ? await compare(live, old, one, request) : added(one, now));
  }
  const removed = known.filter((old) => !next.has(old.dag_id) && isGone(old, request, errors));
  dags.push(...removed.map((old) => gone(old, now)));
  dags.sort((a, b) => (a.dagId < b.dagId ? -1 : 1));
  const stays = known
    .filter((old) => !next.has(old.dag_id) && !removed.includes(old))
    .map(({ serialized }) => serialized);
  const planned = [...next.values()].map(({ dag }) => dag);
  const touched = dags.filter(({ change }) => change === 'changed' || change === 'removed');
  return {
    dags,
    errors,
    effects: await effectsOf(
      live,
      planned,
      touched,
      known.map(({ serialized }) => serialized),
      [...stays, ...planned],
    ),
  };
}

const added = ({ dag, loaded }: Next, now: number): DagPlan => ({
  dagId: dag.dagId,
  file: loaded.file,
  change: 'new',
  version: { live: null, next: 1 },
  schedule: scheduleChange(null, dag, now),
  difference: null,
  code: [],
});

const gone = ({ dag_id: dagId, fileloc, version_number: number, serialized }: LiveDag, now: number): DagPlan => ({
  dagId,
  file: fileloc,
  change: 'removed',
  version: { live: number, next: null },
  schedule: scheduleChange(serialized, null, now),
  difference: null,
  code: [],
});

/** null: neither of them has a schedule. */
function scheduleChange(before: SerializedDag | null, after: SerializedDag | null, now: number): ScheduleChange | null {
  const [from, to] = [before && summarizeSchedule(before), after && summarizeSchedule(after)];
  if (from === null && to === null) return null;
  const timesOf = (dag: SerializedDag | null) => (dag ? fireTimes(dag, NEXT_TIMES, now) : []);
  return { from, to, fromNext: timesOf(before), toNext: timesOf(after) };
}

/** A file that cannot be loaded keeps what it has. */
function isGone(
  { fileloc, relative_fileloc: name, bundle_name: bundle }: LiveDag,
  { files, folders, leftOut }: PlanRequest,
  errors: Plan['errors'],
): boolean {
  const isOfFile = (file: string) => file === fileloc || folders.some((folder) => file === join(folder, name));
  if (errors.some(({ file }) => isOfFile(file))) return false;
  return (folders.length > 0 && !leftOut.includes(bundle)) || files.some(isOfFile);
}

async function compare(
  live: Sql,
  old: LiveDag,
  { dag, loaded }: Next,
  { now, sensitiveNames }: PlanRequest,
): Promise<DagPlan> {
  const stored = await selectVersionContent(live, old.version_id);
  const before: Snapshot = stored ?? { entry: old.fileloc, files: {} };
  const after: Snapshot = { entry: loaded.file, files: loaded.files };
  const unchanged: DagPlan = {
    dagId: dag.dagId,
    file: loaded.file,
    change: isSameText(before, after) ? 'unchanged' : 'text',
    version: { live: old.version_number, next: old.version_number },
    schedule: null,
    difference: null,
    code: [],
  };
  if (old.content_hash === versionHash(dag, loaded.code)) return unchanged;
  const { scheduleChanged, ...difference } = differenceOf(old.serialized, dag);
  const code = codeDifference(before, after);
  // Only the rules of the hash are others: the version stays.
  if (!differs({ scheduleChanged, ...difference }) && code.length === 0) return unchanged;
  return {
    ...unchanged,
    change: 'changed',
    version: { live: old.version_number, next: old.version_number + (old.is_used ? 1 : 0) },
    schedule: scheduleChanged ? scheduleChange(old.serialized, dag, now) : null,
    difference: masked(difference, new SecretMask(sensitiveNames)),
    code,
  };
}

function masked<T extends Pick<DagDifference, 'options' | 'changedTasks'>>(difference: T, mask: SecretMask): T {
  const hide = ({ name, from, to }: Change): Change => {
    const isSecret = mask.isSensitiveName(name.split('.').at(-1) ?? '');
    const shown = (value: unknown) => (isSecret && value !== undefined ? MASKED : mask.json(value, true));
    return { name, from: shown(from), to: shown(to) };
  };
  const changedTasks = difference.changedTasks.map(({ taskId, changes }) => ({ taskId, changes: changes.map(hide) }));
  return { ...difference, options: difference.options.map(hide), changedTasks };
}
