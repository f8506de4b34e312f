/** A run that runs again on another version of its DAG, with other pools, or with another conf. */
import { isDeepStrictEqual } from 'node:util';
import { withdrawRun } from '#domain/admission.ts';
import type { Cause } from '#domain/cause.ts';
import type { EditedPools } from '#domain/edits.ts';
import { findInstances } from '#domain/mapping.ts';
import { allInstances, type Instance, type Run, restoreRun, type StoredInstance } from '#domain/run.ts';
import { isOccupied, isWaiting } from '#domain/states.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { RunEdit } from './commands.ts';
import { graphOfVersion } from './graph-of-version.ts';
import { forgetAsker } from './past.ts';
import { resumeRun } from './recover.ts';
import { runEvent } from './rows.ts';
import { lineOf, type Timer } from './state.ts';
import type { StoredVersion } from './store.ts';
import type { Turn } from './turn.ts';

export const NOT_EDITED = { conf: null, pools: null, unpartitioned: false, note: null };

/** The run's row is written with it, once, with what else this turn does to the run. */
export function noteRun(turn: Turn, run: Run, text: string | null): void {
  turn.rebuilt.set(run, { ...NOT_EDITED, ...turn.rebuilt.get(run), note: { text } });
}

/** `version`: the one that `edit` names. `by`: what the event says of it; `edit` in it keeps what was changed, from what to what; where nothing is otherwise there is no event. Throws `STATE_CONFLICT` while anything of the run is under way. */
export function editRun(turn: Turn, run: Run, edit: RunEdit, version: StoredVersion | undefined, by: Cause): Run {
  const pools = edit.pools ? { ...run.editedPools, ...edit.pools } : (run.editedPools ?? null);
  const conf = edit.conf ?? run.facts.conf;
  const edited = rebuilt(turn, run, { version: version ?? storedVersionOf(run), pools, conf });
  const before = turn.rebuilt.get(edited);
  turn.rebuilt.set(edited, {
    ...NOT_EDITED,
    ...before,
    conf: edit.conf ?? before?.conf ?? null,
    pools: edit.pools ? pools : (before?.pools ?? null),
  });
  const told = differencesOf(run, edit, version);
  if (Object.keys(told).length > 0) {
    const transition = { to: run.state, at: turn.now, why: { ...by, edit: told } };
    turn.batch.events.push(runEvent(edited, run.state, transition, turn.moves.by));
  }
  return edited;
}

/** What the edit makes otherwise, from what to what: somebody may ask for what the run has already. */
function differencesOf(run: Run, { conf, pools = {} }: RunEdit, version: StoredVersion | undefined) {
  const poolOf = (taskId: string) => run.graph.byId.get(taskId)?.task.pool ?? null;
  const others = Object.entries(pools).filter(([taskId, pool]) => pool !== poolOf(taskId));
  const poolsBefore = others.map(([taskId]) => [taskId, poolOf(taskId)]);
  return {
    ...(conf && !isDeepStrictEqual(conf, run.facts.conf) ? { conf: { from: run.facts.conf, to: conf } } : {}),
    ...(others.length > 0 ? { pools: { from: Object.fromEntries(poolsBefore), to: Object.fromEntries(others) } } : {}),
    ...(version && version.versionId !== run.versionId
      ? { dag_version_id: { from: run.versionId, to: version.versionId } }
      : {}),
  };
}

export function moveToLatestVersion(turn: Turn, run: Run): Run {
  const version = newerVersion(turn, run);
  return version ? rebuilt(turn, run, { version, pools: run.editedPools ?? null, conf: run.facts.conf }) : run;
}

/** The version that the DAG stands on, where the run stands on another. */
export function newerVersion({ state }: Turn, run: Run): StoredVersion | undefined {
  const stored = state.dags.get(run.facts.dagId)?.stored;
  return stored && !isSameVersion(stored, run) ? stored : undefined;
}

/** The version may be the same in a newer commit, whose other files tasks may read. */
const isSameVersion = (a: Versioned, b: Versioned): boolean =>
  a.versionId === b.versionId && (a.bundleVersion ?? null) === (b.bundleVersion ?? null);

type Versioned = Pick<StoredVersion, 'versionId' | 'bundleVersion'>;

/** Its rows keep their states, new tasks get rows, tasks that are gone stay as they ended. An open run takes its place in memory. */
function rebuilt(
  turn: Turn,
  run: Run,
  { version, pools, conf }: { version: StoredVersion; pools: EditedPools | null; conf: Run['facts']['conf'] },
): Run {
  requireIdle(turn, run);
  const stored = [...allInstances(run).map(storedOf), ...run.strays];
  const { state } = turn;
  const { versionId, snapshotHash, bundleVersion = null } = version;
  const graph = graphOfVersion(state, version, pools);
  const maxActiveTasks = state.dags.get(run.facts.dagId)?.stored.maxActiveTasks ?? run.maxActiveTasks;
  const facts = { ...run.facts, conf };
  const made = restoreRun(
    { ...run, facts, versionId, snapshotHash, bundleVersion, editedPools: pools, graph, maxActiveTasks },
    stored,
    turn.newId,
  );
  for (const instance of [...made.added, ...takeWithoutRow(turn, run).flatMap((one) => sameIn(made.run, one))])
    turn.added.add(instance);
  // Where this turn made the run anew already, its row is written once, with what both changed.
  turn.rebuilt.set(made.run, turn.rebuilt.get(run) ?? null);
  turn.rebuilt.delete(run);
  if (versionId !== run.versionId) turn.batch.leftVersions.push(run.versionId);
  if (state.runs.get(facts.dagRunId) === run) takePlace(turn, run, made.run);
  return made.run;
}

/** Throws `STATE_CONFLICT` while anything of the run is under way. */
export function requireIdle(turn: Turn, run: Run): void {
  const isUnderWay =
    allInstances(run).some(({ state }) => isOccupied(state) || isWaiting(state)) ||
    // Its rows are written by this turn already.
    turn.moves.transitions.some((one) => (one.kind === 'run' ? one.run : one.instance.run) === run);
  if (isUnderWay) {
    throw new AquilonError('STATE_CONFLICT', {
      thing: `Run ${run.facts.runId}`,
      found: 'running',
      wanted: 'queued again',
    });
  }
}

/** Instances of the run that this turn has made: no row has been written of them yet. They are no longer what the turn writes. */
function takeWithoutRow({ moves, added }: Turn, run: Run): Instance[] {
  const isOfRun = (instance: Instance) => instance.run === run;
  const found = [...moves.added, ...added].filter(isOfRun);
  moves.added.splice(0, moves.added.length, ...moves.added.filter((instance) => !isOfRun(instance)));
  for (const instance of found) added.delete(instance);
  return found;
}

const sameIn = (run: Run, { node, mapIndex }: Instance): Instance[] =>
  findInstances(run, node.task.taskId, mapIndex).filter((one) => one.mapIndex === mapIndex);

/** Everything in memory that knew the run knows the new one. */
function takePlace(turn: Turn, old: Run, made: Run): void {
  const { state, moves } = turn;
  // A wait of its may have ended in this turn already: it ends anew, at once.
  moves.ready.splice(0, moves.ready.length, ...moves.ready.filter((instance) => instance.run !== old));
  withdrawRun(old);
  forgetAsker(state, old);
  const isOfOld = (timer: Timer) =>
    ('run' in timer && timer.run === old) || ('instance' in timer && timer.instance.run === old);
  for (const timers of [state.wallTimers, state.delayTimers])
    for (const timer of [...timers.items()].filter(isOfOld)) timers.remove(timer);
  const entry = state.dags.get(old.facts.dagId);
  const line = entry && lineOf(entry, old);
  line?.queued.remove(old);
  if (line && old.state === 'running') line.active -= 1;
  for (const run of state.runs.values()) if (run.past === old) run.past = made;
  state.runs.set(made.facts.dagRunId, made);
  resumeRun(turn, made);
}

/** The part that moves, without what ties it to the run as it was. */
function storedOf({ run: _run, node, counts: _counts, announced: _announced, ...fields }: Instance): StoredInstance {
  return { ...fields, taskId: node.task.taskId, lostAttempts: 0 };
}

function storedVersionOf({ versionId, snapshotHash, bundleVersion = null, graph }: Run): StoredVersion {
  return { versionId, snapshotHash, bundleVersion, serialized: graph.dag };
}
