/**
 * What starts at once, by limits and priorities. Written from Airflow's documentation: "Pools", "Priority weights", "Configuration reference"
 * (`parallelism`, `max_active_tasks_per_dag`), and `max_active_tis_per_dag` and `max_active_tis_per_dagrun` of its operators.
 */
import type { SerializedTask } from '@aquilon/sdk/serialized';
import { task } from '#test/support/dags.ts';
import type { Limits } from '#test/support/play-waves.ts';
import { literal, mapped } from './flow.ts';

/** `a b | c`: what starts at once, and what starts when that has ended. What is missing never starts. */
export type LimitCase = readonly [what: string, tasks: readonly SerializedTask[], limits: Limits, expected: string];

const absolute = { weightRule: 'absolute' } as const;
const three = [task('a'), task('b'), task('c')];
const weighed = (id: string, priorityWeight: number, more: Partial<SerializedTask> = {}): SerializedTask =>
  task(id, [], { ...absolute, priorityWeight, ...more });
const chains = (weightRule: SerializedTask['weightRule']): SerializedTask[] => [
  task('short', [], { weightRule }),
  task('long', [], { weightRule }),
  task('end', ['long'], { weightRule }),
];

export const LIMITS: readonly LimitCase[] = [
  ['without a limit all start', three, {}, 'a b c'],
  ['a pool of two slots', three, { pools: { default_pool: 2 } }, 'a b | c'],
  ['a pool of one slot', three, { pools: { default_pool: 1 } }, 'a | b | c'],
  ['a pool without slots', three, { pools: { default_pool: 0 } }, ''],
  ['a pool of -1 has no limit', three, { pools: { default_pool: -1 } }, 'a b c'],
  ['a pool that does not exist', [task('a', [], { pool: 'gone' }), task('b')], {}, 'b'],
  [
    'pools do not take from each other',
    [task('a', [], { pool: 'gpu' }), task('b', [], { pool: 'gpu' }), task('c')],
    { pools: { default_pool: 1, gpu: 1 } },
    'a c | b',
  ],
  ['a task of two slots', [task('a', [], { poolSlots: 2 }), task('b')], { pools: { default_pool: 2 } }, 'a | b'],
  [
    'a task wider than its pool never starts, and holds up no other',
    [task('a', [], { poolSlots: 3 }), task('b')],
    { pools: { default_pool: 2 } },
    'b',
  ],
  ['parallelism', three, { parallelism: 2 }, 'a b | c'],
  ['maxActiveTasks', three, { maxActiveTasks: 1 }, 'a | b | c'],
  ['the smaller of two limits counts', three, { parallelism: 2, maxActiveTasks: 1 }, 'a | b | c'],
  [
    'maxActiveTisPerDagrun holds the instances of one task, and no others',
    [mapped('m', [], literal(3), { maxActiveTisPerDagrun: 2 }), task('b')],
    {},
    'm[0] m[1] b | m[2]',
  ],
  [
    'maxActiveTisPerDag holds them too',
    [mapped('m', [], literal(2), { maxActiveTisPerDag: 1 }), task('b')],
    {},
    'm[0] b | m[1]',
  ],
  [
    'instances of a mapped task take a slot each',
    [mapped('m', [], literal(3))],
    { pools: { default_pool: 2 } },
    'm[0] m[1] | m[2]',
  ],
  ['the greatest weight goes first', [weighed('low', 1), weighed('high', 5)], { parallelism: 1 }, 'high | low'],
  ['a negative weight goes last', [weighed('last', -1), weighed('first', 0)], { parallelism: 1 }, 'first | last'],
  ['equal weights go in the order of the file', [weighed('a', 2), weighed('b', 2)], { parallelism: 1 }, 'a | b'],
  ['by downstream, what more depends on goes first', chains('downstream'), { parallelism: 1 }, 'long | short | end'],
  ['by upstream, what depends on more goes first', chains('upstream'), { parallelism: 1 }, 'short | long | end'],
  ['by absolute, each has its own weight', chains('absolute'), { parallelism: 1 }, 'short | long | end'],
  [
    'a wide task of greater weight is waited for',
    [weighed('wide', 5, { poolSlots: 2 }), weighed('a', 9), weighed('b', 1)],
    { pools: { default_pool: 2 } },
    'a | wide | b',
  ],
  [
    'a limit holds nothing for what waits for its upstreams',
    [task('a'), task('b', ['a']), task('c')],
    { parallelism: 2 },
    'a c | b',
  ],
];
