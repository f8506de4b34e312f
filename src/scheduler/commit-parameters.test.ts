import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginRun } from '#domain/moves.ts';
import { allInstances } from '#domain/run.ts';
import { noMoves } from '#domain/transitions.ts';
import { consecutiveUuids, countedUp, uuidv7 } from '#support/uuid.ts';
import { dag, task } from '#test/support/dags.ts';
import { newRun } from '#test/support/play-run.ts';
import { commitParameters } from './commit-parameters.ts';
import { emptyBatch, instanceRow } from './rows.ts';
import { Rows } from './rows-in-series.ts';
import type { Batch, EventRow, InstanceRow } from './store.ts';
import { TaskNotes } from './task-notes.ts';

const COUNT = 100_000;
const VALUE = Array.from({ length: COUNT }, (_, at) => at);
const MAPPED = dag('mapped', [
  task('each', [], { expand: { kind: 'product', inputs: [{ name: 'n', source: { kind: 'value', value: VALUE } }] } }),
]);

const bytesOf = (batch: Batch): number =>
  commitParameters(1, 1, batch).values.reduce((sum: number, value) => sum + String(value).length, 0);

test('a hundred thousand mapped instances cross to the database as a few series', () => {
  const run = newRun(MAPPED, 1000);
  let ids = 0;
  // A millisecond for every ten thousand.
  const newId = consecutiveUuids(() => Math.floor(ids++ / 10_000));
  beginRun(run, 0, noMoves('test', newId));
  const instances = new Rows(allInstances(run).map((one) => instanceRow(one, undefined, null, 'here')));
  assert.equal(instances.length, COUNT);
  assert.equal(instances.series.length, 10);
  assert.ok(bytesOf({ ...emptyBatch(), instances }) < 10_000);
});

test('with a note they are as few series still, and notes that stand alone cross as ranges', () => {
  const run = newRun(MAPPED, 1000);
  let ids = 0;
  beginRun(
    run,
    0,
    noMoves(
      'test',
      consecutiveUuids(() => Math.floor(ids++ / 10_000)),
    ),
  );
  const note = { text: 'seen' };
  const moved = allInstances(run).map((one) => instanceRow(one, null, null, 'here', note));
  const instances = new Rows(moved);
  assert.equal(instances.series.length, 10);
  const notes = new TaskNotes();
  notes.write(moved, 'alone');
  const amended = notes.takeRest(new Set());
  assert.equal(amended.length, 1);
  assert.ok(bytesOf({ ...emptyBatch(), instances, amended }) < 10_000);
});

test('a move without a note says nothing of notes', () => {
  const [one] = allInstances(newRun(dag('plain', [task('t')]), 1));
  assert.ok(one);
  const rowWith = (note: InstanceRow['note']) => {
    const instances = new Rows([instanceRow(one, 'queued', null, 'here', note)]);
    const { parts, values } = commitParameters(1, 1, { ...emptyBatch(), instances });
    assert.deepEqual(parts, ['instances']);
    const [{ noted, note: text }] = JSON.parse(String(values[4]));
    return [noted, text];
  };
  assert.deepEqual([null, { text: null }, { text: 'n' }].map(rowWith), [
    [undefined, undefined],
    [true, null],
    [true, 'n'],
  ]);
});

const FIRST = '019a0000-0000-7000-8000-000000000000';
const event = (mapIndex: number | null, attemptId: string | null, more: Partial<EventRow> = {}): EventRow => ({
  at: 1,
  kind: 'task',
  dagId: 'd',
  dagRunId: 1,
  runId: 'r',
  taskId: 't',
  mapIndex,
  attemptId,
  tryNumber: 1,
  from: null,
  to: 'scheduled',
  by: 'scheduler',
  why: null,
  ...more,
});

test('rows are read as they were written, whatever they are kept as', () => {
  const why = [{ code: 'executor' as const, message: 'busy' }];
  const rows = [
    event(0, FIRST, { why }),
    event(1, countedUp(FIRST, 1), { why }),
    event(2, countedUp(FIRST, 2), { why }),
    // Another reason, another index, another id, another task, no instance at all: none of them goes on.
    event(3, countedUp(FIRST, 3)),
    event(5, countedUp(FIRST, 4)),
    event(6, uuidv7()),
    event(-1, FIRST),
    event(0, countedUp(FIRST, 1), { taskId: 'u' }),
    event(null, null, { kind: 'run' }),
    event(null, null, { kind: 'run' }),
  ];
  const kept = new Rows(rows);
  assert.deepEqual([...kept], rows);
  assert.deepEqual(
    kept.series.map(({ count }) => count),
    [3, 1, 1, 1, 1, 1, 1, 1],
  );
  assert.equal(kept.length, rows.length);
});

test('only where rows are alike, they cross as series', () => {
  const partsOf = (events: Rows<EventRow>) => commitParameters(1, 1, { ...emptyBatch(), events }).parts;
  assert.deepEqual(partsOf(new Rows([event(0, FIRST), event(2, countedUp(FIRST, 2))])), ['events']);
  assert.deepEqual(partsOf(new Rows([event(0, FIRST), event(1, countedUp(FIRST, 1))])), ['eventSeries']);
});

test('each row of a series that ended its try goes to the history', () => {
  const run = newRun(dag('plain', [task('t', [])]), 1);
  const [one] = allInstances(run);
  assert.ok(one);
  const archive = { state: 'failed' as const, endedAt: 1, error: null };
  const row = (at: number): InstanceRow => ({
    ...instanceRow(one, 'failed', archive, 'here'),
    mapIndex: at,
    attemptId: countedUp(FIRST, at),
  });
  const { parts, values } = commitParameters(1, 1, { ...emptyBatch(), instances: new Rows([row(0), row(1)]) });
  assert.deepEqual(parts, ['archive', 'instanceSeries']);
  assert.deepEqual(
    JSON.parse(String(values[4])).map(({ m }: { m: number }) => m),
    [0, 1],
  );
});
