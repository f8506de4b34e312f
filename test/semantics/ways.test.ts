/** What a check calls unreachable is never started by the real scheduler, whatever choices and failures come: random DAGs, in memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { branch, Dag, empty, SkipTask, shortCircuit, type TaskRef } from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';
import { TRIGGER_RULES } from '@aquilon/sdk/serialized';
import { runDag } from '@aquilon/sdk/testing';
import { unreachableTasks } from '#domain/ways.ts';

type Random = () => number;

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const KINDS = ['plain', 'plain', 'empty', 'if', 'if', 'branch', 'circuit'] as const;
const one = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const some = <T>(random: Random, list: readonly T[]): T[] => list.filter(() => random() < 0.5);

/** `play`: the random numbers of a run, as against those of the DAG. */
function makeDag(random: Random, play: Random): Dag {
  const dag = new Dag('random');
  const count = 4 + Math.floor(random() * 5);
  const ids = Array.from({ length: count }, (_, at) => `t${at}`);
  const downstream = ids.map((_, at) => ids.slice(at + 1).filter(() => random() < 0.4));
  const kinds = ids.map(() => one(random, KINDS));
  const end = <T>(value: T): T => {
    const luck = play();
    if (luck < 0.1) throw new SkipTask('by chance');
    if (luck < 0.25) throw new Error('by chance');
    return value;
  };
  const refs = new Map<string, TaskRef<unknown>>();
  for (const [at, id] of ids.entries()) {
    const options = { triggerRule: random() < 0.5 ? 'all_success' : one(random, TRIGGER_RULES) } as const;
    const after = downstream[at] ?? [];
    const bodies = {
      plain: () => dag.task(id, () => end(1), options)(),
      if: () => dag.task(id, () => end(play() < 0.5), options)(),
      empty: () => dag.task(id, empty(), options)(),
      branch: () =>
        dag.task(
          id,
          branch(() => end(some(play, after))),
          options,
        )(),
      circuit: () =>
        dag.task(
          id,
          shortCircuit(() => end(play() < 0.5)),
          options,
        )(),
    };
    refs.set(id, bodies[kinds[at] ?? 'plain']());
  }
  for (const [at, id] of ids.entries()) {
    const ref = refs.get(id);
    const after = (downstream[at] ?? []).map((down) => refs.get(down)).filter((down) => down !== undefined);
    if (!ref || after.length === 0) continue;
    if (kinds[at] !== 'if') ref.before(...after);
    else {
      const sides = after.map((down) => ({ down, isThen: random() < 0.5 }));
      const side = (isThen: boolean) => sides.filter((each) => each.isThen === isThen).map(({ down }) => down);
      dag
        .if(ref as TaskRef<boolean>)
        .then(...side(true))
        .else(...side(false));
    }
  }
  return dag;
}

test('no history of a random DAG starts a task that is called unreachable', async () => {
  let found = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const unreachable = unreachableTasks(serialize(makeDag(randomOf(seed), () => 0))).filter(
      ({ how }) => how === 'unreachable',
    );
    if (unreachable.length === 0) continue;
    found += unreachable.length;
    for (let history = 1; history <= 12; history++) {
      const result = await runDag(makeDag(randomOf(seed), randomOf(1000 * seed + history)));
      for (const { taskId } of unreachable) {
        const { state } = result.task(taskId);
        const isPassed = state === 'skipped' || state === 'upstream_failed';
        assert.ok(isPassed, `seed ${seed}, history ${history}: ${taskId} ended ${state}`);
      }
    }
  }
  // Else nothing was looked at.
  assert.ok(found >= 10, `only ${found} tasks were called unreachable`);
});
