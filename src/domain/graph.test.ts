import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WeightRule } from '@aquilon/sdk/serialized';
import { dag, task } from '#test/support/dags.ts';
import { buildGraph } from './graph.ts';

type Weights = Readonly<Record<string, number>>;

interface Shape {
  what: string;
  /** Upstreams and own weight of each task. */
  tasks: Readonly<Record<string, readonly [upstream: string[], weight: number]>>;
  weights: Readonly<Record<WeightRule, Weights>>;
}

const MOST = 2_147_483_647;

const SHAPES: readonly Shape[] = [
  {
    what: 'a chain',
    tasks: { a: [[], 1], b: [['a'], 1], c: [['b'], 1] },
    weights: { downstream: { a: 3, b: 2, c: 1 }, upstream: { a: 1, b: 2, c: 3 }, absolute: { a: 1, b: 1, c: 1 } },
  },
  {
    what: 'a diamond, whose end counts once',
    tasks: { a: [[], 1], b: [['a'], 1], c: [['a'], 1], d: [['b', 'c'], 1] },
    weights: {
      downstream: { a: 4, b: 2, c: 2, d: 1 },
      upstream: { a: 1, b: 2, c: 2, d: 4 },
      absolute: { a: 1, b: 1, c: 1, d: 1 },
    },
  },
  {
    what: 'weights of their own, none, and below none',
    tasks: { a: [[], 10], b: [['a'], 0], c: [['b'], -3] },
    weights: { downstream: { a: 7, b: -3, c: -3 }, upstream: { a: 10, b: 10, c: 7 }, absolute: { a: 10, b: 0, c: -3 } },
  },
  {
    what: 'two chains that do not touch',
    tasks: { a: [[], 5], b: [['a'], 1], x: [[], 2], y: [['x'], 2] },
    weights: {
      downstream: { a: 6, b: 1, x: 4, y: 2 },
      upstream: { a: 5, b: 6, x: 2, y: 4 },
      absolute: { a: 5, b: 1, x: 2, y: 2 },
    },
  },
  {
    what: 'weights at the end of their range',
    tasks: { a: [[], MOST], b: [['a'], MOST] },
    weights: { downstream: { a: MOST, b: MOST }, upstream: { a: MOST, b: MOST }, absolute: { a: MOST, b: MOST } },
  },
];

const weightsOf = (tasks: ReturnType<typeof task>[]): Weights =>
  Object.fromEntries(buildGraph(dag('d', tasks)).nodes.map(({ task: { taskId }, weight }) => [taskId, weight]));

for (const { what, tasks, weights } of SHAPES) {
  for (const rule of ['downstream', 'upstream', 'absolute'] as const) {
    test(`the rule ${rule} gives the tasks of ${what} their weights`, () => {
      const made = Object.entries(tasks).map(([id, [upstream, priorityWeight]]) =>
        task(id, upstream, { priorityWeight, weightRule: rule }),
      );
      assert.deepEqual(weightsOf(made), weights[rule]);
    });
  }
}

test('each task of a DAG is weighed by its own rule', () => {
  const made = [
    task('a', [], { weightRule: 'absolute' }),
    task('b', ['a'], { weightRule: 'upstream' }),
    task('c', ['b']),
    task('d', ['c']),
  ];
  assert.deepEqual(weightsOf(made), { a: 1, b: 2, c: 2, d: 1 });
});
