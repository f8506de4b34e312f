/** What happens from outside at a step of a history: the clock goes on, people ask for things, servers and the database are held up. */
import type { SerializedAssetCondition } from '@aquilon/sdk/serialized';
import { REPROCESS_BEHAVIORS } from '#domain/backfill.ts';
import type { Actor, ClearTasks, Command } from '#scheduler/commands.ts';
import type { InstanceRow } from '#scheduler/store.ts';
import type { History } from './history.ts';
import { START } from './world.ts';

const ACTOR: Actor = { user: 'sim', via: 'test' };

const ACTIONS = [
  ['go on', 60],
  ['look at the reasons', 25],
  ['trigger', 8],
  ['intervene', 2.5],
  ['answer', 3],
  ['mend', 2],
  ['raise an event', 1.5],
  ['set the clock', 1],
  ['hold up a server', 1],
  ['cut off the database', 0.5],
] as const;

const WITH_BACKFILLS = [...ACTIONS, ['backfill', 12]] as const;
/** More of them, and a history is long rather than rich. */
const MOST_BACKFILLS = 3;

export async function act(history: History): Promise<void> {
  const { choices, clock } = history;
  const action = choices.weigh('step', history.isCalm() ? QUIET : history.withBackfills ? WITH_BACKFILLS : ACTIONS);
  if (action === 'trigger' && history.wantedRuns > 0) trigger(history);
  else if (action === 'intervene') intervene(history);
  else if (action === 'answer') answer(history);
  else if (action === 'mend') mend(history);
  else if (action === 'raise an event') raiseEvent(history);
  else if (action === 'set the clock') setClock(history);
  else if (action === 'hold up a server') holdUp(history);
  else if (action === 'cut off the database') cutOff(history);
  else if (action === 'backfill') backfill(history);
  else if (action === 'look at the reasons') await history.checkReasons();
  else if (history.wantedRuns > 0 && history.isIdle()) trigger(history);
  else {
    clock.advance();
    switchOn(history);
    letGoOn(history);
    if (history.isCalm() && history.steps % MEND_EVERY === 0) mend(history);
  }
}

const QUIET = [ACTIONS[0], ACTIONS[1]] as const;
/** So often, in steps, a failed run is mended when nothing else happens from outside any more. */
const MEND_EVERY = 25;

function trigger(history: History): void {
  const { choices, clock, db } = history;
  history.wantedRuns -= 1;
  const dagId = choices.pick('DAG of a trigger', [...db.dags.keys()]);
  const later = choices.weigh('later', [
    [0, 8],
    [1500, 1],
    [6000, 1],
  ]);
  const date = choices.weigh('date of a trigger', [
    [null, 4],
    [0, 1],
    [2000, 1],
  ]);
  const command: Command = {
    kind: 'trigger_run',
    dagId,
    logicalDate: date === null ? null : new Date(START + date).toISOString(),
    conf: {},
    runId: `r${choices.int('name of a run', 1, 4)}`,
    partitionKey: choices.pick('partition of a trigger', [null, null, 'eu', 'us']),
    ...(later === 0 ? {} : { runAfter: new Date(clock.right() + later).toISOString() }),
  };
  submit(history, command);
}

/** Dates before the schedule begins, and some of its own; or what is under way is paused or cancelled. */
function backfill(history: History): void {
  const { choices, db } = history;
  const dags = [...db.dags.values()].filter(({ serialized }) => serialized.timetable.kind === 'interval');
  const dag = choices.pick('DAG of a backfill', dags);
  if (!dag) return;
  const { dagId, serialized } = dag;
  const going = [...db.backfills.values()].find(({ stored }) => stored.dagId === dagId && stored.completedAt === null);
  if (going) {
    const change = choices.pick('change of a backfill', ['pause', 'cancel', 'unpause'] as const);
    submit(history, { kind: 'change_backfill', dagId, backfillId: going.stored.id, change });
    return;
  }
  if (db.backfills.size >= MOST_BACKFILLS) return;
  const ms = serialized.timetable.kind === 'interval' ? serialized.timetable.ms : 0;
  const first = Date.parse(serialized.startDate ?? '') - choices.int('ticks before the start', 0, 3) * ms;
  submit(history, {
    kind: 'create_backfill',
    dagId,
    from: new Date(first).toISOString(),
    to: new Date(first + choices.int('ticks of a backfill', 0, 4) * ms).toISOString(),
    runBackwards: choices.chance('backwards', 0.3),
    conf: null,
    reprocessBehavior: choices.pick('reprocess', REPROCESS_BEHAVIORS),
    // As for the DAGs: a run that is cleared may wait for the place of one that waits for it.
    maxActiveRuns: serialized.tasks.some((one) => one.dependsOnPast) ? 16 : choices.int('runs of a backfill', 1, 3),
    runOnLatestVersion: true,
  });
}

/** A backfill that is paused for ever never ends. */
function letGoOn(history: History): void {
  if (history.steps % MEND_EVERY !== 0) return;
  for (const { stored } of history.db.backfills.values())
    if (stored.paused && stored.completedAt === null)
      submit(history, { kind: 'change_backfill', dagId: stored.dagId, backfillId: stored.id, change: 'unpause' });
}

/** Somebody marks a run with failed tasks as a success: the next one may depend on them, and would wait for ever. */
function mend(history: History): void {
  const broken = [...history.db.runs.values()].filter(
    ({ state, instances }) =>
      (state === 'success' || state === 'failed') &&
      [...instances.values()].some((row) => row.state === 'failed' || row.state === 'upstream_failed'),
  );
  const one = history.choices.pick('run to mend', broken);
  if (one) submit(history, { kind: 'set_run_state', dagRunId: one.run.facts.dagRunId, state: 'success' });
}

function intervene(history: History): void {
  const { choices, db } = history;
  const one = choices.pick('run', [...db.runs.values()]);
  if (!one) return;
  const { dagRunId, dagId } = one.run.facts;
  const rows = [...one.instances.values()];
  const meant = rows.filter(({ taskId, mapIndex }) => choices.chance(`${taskId} ${mapIndex} is meant`, 0.3));
  const tasks = meant.map(({ taskId, mapIndex }) => ({ taskId, mapIndex }));
  const kind = choices.pick('intervention', ['clear', 'mark', 'end', 'switch off', 'delete', 'note'] as const);
  const taskNote = choices.chance('noted', 0.3) ? history.notes.ask(dagRunId, tasks) : undefined;
  if (kind === 'clear')
    submit(history, { kind: 'clear_tasks', dagRunId, tasks, taskNote, ...drawEdit(history, meant) });
  if (kind === 'mark') {
    const state = choices.pick('mark', ['success', 'failed', 'skipped'] as const);
    submit(history, { kind: 'set_task_state', dagRunId, tasks, state, taskNote });
  }
  if (kind === 'note') submit(history, { kind: 'set_task_note', dagRunId, ...history.notes.ask(dagRunId, tasks) });
  if (kind === 'end') {
    const state = choices.pick('state of a run', ['success', 'failed', 'queued'] as const);
    submit(history, { kind: 'set_run_state', dagRunId, state });
  }
  // A tick whose run is gone, or that this one stood for, would be missed.
  if (kind === 'delete' && one.run.facts.logicalDate === null) {
    history.toDelete.add(dagRunId);
    submit(history, { kind: 'delete_run', dagRunId });
  }
  if (kind === 'switch off') submit(history, { kind: 'set_paused', dagId, paused: true });
}

/** Now and then what runs again is to differ from before. A pool with too few slots would be waited for until somebody enlarges it. */
function drawEdit({ choices, db }: History, rows: readonly InstanceRow[]): Pick<ClearTasks, 'edit'> {
  if (!choices.chance('edited', 0.3)) return {};
  const pools = rows.map(({ taskId, poolSlots }): [string, string] => {
    const wide = db.pools.filter(({ slots }) => slots < 0 || slots >= poolSlots);
    return [taskId, choices.pick(`pool of ${taskId}`, wide).name];
  });
  return { edit: { conf: { edited: true }, pools: Object.fromEntries(pools) } };
}

/** Somebody raises an event of an asset that DAGs wait for, or gives up what has come in for one of them. */
function raiseEvent(history: History): void {
  const { choices, db } = history;
  const listeners = [...db.dags.values()].flatMap(({ dagId, serialized: { assetSchedule } }) =>
    assetsOf(assetSchedule).map((asset) => ({ dagId, ...asset })),
  );
  const one = choices.pick('asset of an event', listeners);
  if (!one) return;
  const { dagId, name, uri } = one;
  if (choices.chance('given up', 0.3))
    submit(history, { kind: 'delete_queued_events', queued: [{ dagId, name, uri }] });
  else {
    const partitionKey = choices.pick('partition of an event', [null, 'eu', 'us']);
    submit(history, { kind: 'create_asset_event', name, uri, extra: {}, partitionKey });
  }
}

function assetsOf(schedule: SerializedAssetCondition | undefined): { name: string; uri: string }[] {
  if (schedule === undefined) return [];
  if (schedule.kind === 'asset') return [schedule];
  return schedule.kind === 'all' || schedule.kind === 'any' ? schedule.of.flatMap(assetsOf) : [];
}

/** Somebody answers what is asked, or was asked a moment ago. */
function answer(history: History): void {
  const { choices, db } = history;
  const asking = [...db.runs].flatMap(([dagRunId, { instances }]) =>
    [...instances.values()].filter(({ state }) => state === 'awaiting_input').map((row) => ({ ...row, dagRunId })),
  );
  const one = choices.pick('question to answer', asking);
  if (!one) return;
  const { dagRunId, taskId, mapIndex, attemptId } = one;
  const chosenOptions = [choices.pick('answer', ['yes', 'no'])];
  submit(history, {
    kind: 'answer_task',
    dagRunId,
    task: { taskId, mapIndex },
    attemptId,
    chosenOptions,
    paramsInput: {},
  });
}

/** A DAG that is off for ever has runs that never end. Asked again until it is done: the server that was asked may have died. */
function switchOn(history: History): void {
  const { clock, db, off } = history;
  for (const { dagId, paused } of db.dags.values()) {
    const since = off.get(dagId) ?? clock.monotonic();
    if (!paused) off.delete(dagId);
    else if (clock.monotonic() - since <= 4000) off.set(dagId, since);
    else {
      off.set(dagId, clock.monotonic());
      submit(history, { kind: 'set_paused', dagId, paused: false });
    }
  }
}

function setClock(history: History): void {
  const { choices, clock } = history;
  const ms = choices.pick('by how much', [3_600_000, -3_600_000, 86_400_000, -86_400_000, 2500, -2500]);
  history.tell(() => `the clock is set by ${ms / 1000} s`);
  clock.jump(ms);
  // What is due by the clock would else wait for as long.
  clock.after(10_000, () => clock.jump(-ms));
}

function holdUp(history: History): void {
  const server = history.choices.pick('server', history.living());
  server?.holdUp(history.choices.pick('for how long', [5000, 500, 20_000]));
  // While it does nothing a task waits without a reason of its own.
  history.waits.clear();
}

function cutOff(history: History): void {
  const ms = history.choices.pick('for how long', [500, 4000, 10_000]);
  history.awayUntil = history.clock.monotonic() + ms;
  history.tell(() => `the database is away for ${ms} ms`);
}

function submit(history: History, command: Command): void {
  const servers = history.living();
  const server = servers.find((one) => one.isLeading()) ?? history.choices.pick('server', servers);
  if (!server) return;
  history.tell(() => `asked of ${server.name}: ${JSON.stringify(command)}`);
  server.scheduler.submit(command, ACTOR).then(
    (result) => {
      const { dagRunId, backfillId } = result;
      history.acknowledgeNote(command, result);
      if (command.kind === 'create_backfill') history.acknowledgedBackfills.push(backfillId ?? -1);
      if (command.kind === 'trigger_run') history.acknowledged.push(dagRunId ?? -1);
    },
    (error: unknown) => {
      history.notes.refused(command, error);
      history.tell(() => `refused: ${String(error)}`);
    },
  );
}
