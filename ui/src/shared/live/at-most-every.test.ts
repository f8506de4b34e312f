import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { atMostEvery, type Refresher } from './at-most-every.ts';

const PAUSE = 1000;
let refresher: Refresher;
let asked: { answer: () => void }[];

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  refresher = atMostEvery();
  asked = [];
});
afterEach(() => mock.timers.reset());

const soon = () => refresher.soon('runs', () => new Promise<void>((answer) => asked.push({ answer })), PAUSE);
/** What waits for an answer gets its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await settle();
}
async function answer(): Promise<void> {
  asked.at(-1)?.answer();
  await settle();
}

test('a change is asked for at once, with what comes together with it', async () => {
  soon();
  soon();
  await pass(50);
  assert.equal(asked.length, 1);
});

test('a storm of changes asks once in a pause, and once more at its end', async () => {
  soon();
  await pass(50);
  await answer();
  for (let at = 0; at < 9; at += 1) {
    soon();
    await pass(100);
  }
  assert.equal(asked.length, 1);
  await pass(100);
  await pass(0);
  assert.equal(asked.length, 2);
  await answer();
  await pass(PAUSE);
  assert.equal(asked.length, 2);
});

test('a change that was told while the answer was under way is asked for once more; one that was told after it is not', async () => {
  soon();
  await pass(50);
  refresher.noteChange('runs');
  await answer();
  await pass(PAUSE);
  await pass(0);
  assert.equal(asked.length, 2);
  await answer();
  refresher.noteChange('runs');
  await pass(PAUSE);
  await pass(0);
  assert.equal(asked.length, 2);
});

test('nothing is asked twice at once, unless an answer does not come at all', async () => {
  soon();
  await pass(50);
  soon();
  await pass(5 * PAUSE);
  assert.equal(asked.length, 1);
  await answer();
  await pass(0);
  assert.equal(asked.length, 2);
  soon();
  await pass(10 * PAUSE);
  await pass(0);
  assert.equal(asked.length, 3);
});
