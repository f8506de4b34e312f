import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { TimetableQuestion } from '@aquilon/sdk/serialized';
import { hasCode, messageOf } from '#errors/aquilon-error.ts';
import { createTimetables, type Timetables } from './timetables.ts';

/** A DAG file whose timetable has this body of `nextDagrunInfo`. */
const file = (body: string): string => `
import { Dag } from '@aquilon/sdk';
class Sunrise {
  async nextDagrunInfo({ lastAutomatedDataInterval: last, restriction }) { ${body} }
  inferManualDataInterval({ runAfter }) { return { start: new Date(runAfter - 1000), end: runAfter }; }
}
export default new Dag('own', { schedule: new Sunrise() });
`;
const DAY = 86_400_000;
const at = (text: string): number => Date.parse(text);
const next: TimetableQuestion = {
  ask: 'next',
  last: { start: at('2026-01-01T00:00:00Z'), end: at('2026-01-02T00:00:00Z') },
  earliest: null,
  latest: null,
  catchup: true,
};

let timetables: Timetables;
const texts = new Map<string, string>();
beforeEach(() => {
  timetables = createTimetables({
    timeoutSeconds: 6,
    memoryMb: 96,
    snapshotOf: async (hash) => ({ entry: `/dags/${hash}.ts`, files: { [`/dags/${hash}.ts`]: texts.get(hash) ?? '' } }),
  });
});
afterEach(() => timetables.stop());

function ask(name: string, body: string, question: TimetableQuestion = next) {
  texts.set(name, file(body));
  return timetables.ask({ dagId: 'own', snapshotHash: name }, question);
}

const following = `const start = last.end; return { runAfter: new Date(+start + ${DAY}), dataInterval: { start, end: new Date(+start + ${DAY}) } };`;

test('a timetable says the next run, and the data interval of a run that is asked for', async () => {
  const [start, end] = [at('2026-01-02T00:00:00Z'), at('2026-01-03T00:00:00Z')];
  assert.deepEqual(await ask('good', following), { start, end, runAfter: end });
  assert.deepEqual(await ask('good', following, { ask: 'manual', runAfter: end }), {
    start: end - 1000,
    end,
    runAfter: end,
  });
  assert.equal(await ask('none', 'return null;'), null);
  const limits =
    'const at = restriction.catchup ? restriction.earliest : restriction.latest; return { runAfter: at, dataInterval: { start: at, end: at } };';
  const first = { ask: 'next', last: null, earliest: end, latest: start, catchup: true } as const;
  assert.equal((await ask('limits', limits, first))?.start, end);
});

for (const [name, body, expected] of [
  ['throws', `throw new Error('no sun today');`, /no sun today[\s\S]*at \/dags\/throws\.ts:4[\s\S]*> 4 \|/],
  ['hangs', 'for (;;);', /no answer within 6 s/],
  ['never', 'await new Promise(() => {});', /no answer within 6 s/],
  ['exits', 'process.exit(3);', /its process ended with exit code 3/],
  ['fills', 'const held = []; for (;;) held.push(new Array(100_000).fill(1));', /its process ended with/],
  ['nothing', '', /nextDagrunInfo gave undefined; it must give \{ runAfter, dataInterval \} or null/],
  ['text', `return '2026-01-01';`, /nextDagrunInfo gave "2026-01-01"/],
  ['dateless', `return { runAfter: '2026', dataInterval: last };`, /runAfter gave "2026"; it must be a Date/],
  ['no_date', `return { runAfter: new Date('x'), dataInterval: last };`, /runAfter gave null; it must be a Date/],
  [
    'reversed',
    'return { runAfter: last.end, dataInterval: { start: last.end, end: last.start } };',
    /end must not lie before/,
  ],
  [
    'same',
    'return { runAfter: last.end, dataInterval: last };',
    /2026-01-01T00:00:00.000Z, which is not later than that of the run before/,
  ],
  [
    'back',
    'const d = new Date(0); return { runAfter: d, dataInterval: { start: d, end: d } };',
    /1970-01-01T00:00:00.000Z, which is not later/,
  ],
  [
    'far',
    'const d = new Date(8.64e15); return { runAfter: d, dataInterval: { start: d, end: d } };',
    /outside of the years 1 to 9999/,
  ],
] as const) {
  test(`a timetable that is wrong (${name}) is met with its reason, and the next question is answered`, async () => {
    const failing = assert.rejects(ask(name, body), (error) => {
      assert.ok(hasCode(error, 'TIMETABLE_FAILED'));
      assert.match(messageOf(error), expected);
      return true;
    });
    assert.notEqual(await ask('good', following), null, 'another is answered meanwhile');
    await failing;
    assert.notEqual(await ask('good', following), null);
  });
}

test('many timetables are answered, each by its own code', async () => {
  const asked = Array.from({ length: 12 }, (_, index) =>
    ask(
      `own_${index}`,
      `const d = new Date(+last.end + ${index}); return { runAfter: d, dataInterval: { start: d, end: d } };`,
    ),
  );
  const answers = await Promise.all(asked);
  assert.deepEqual(
    answers.map((answer) => (answer?.start ?? 0) - at('2026-01-02T00:00:00Z')),
    answers.map((_, index) => index),
  );
});
