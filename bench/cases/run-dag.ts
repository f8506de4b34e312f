/** A DAG of 40 tasks in memory, as tests of DAGs run it, beside the bare calls of its functions. */
import { Dag } from '@aquilon/sdk';
import { type RunDagOptions, runDag } from '@aquilon/sdk/testing';
import { alternate } from '#bench/alternate.ts';
import type { BenchContext } from './context.ts';

const LENGTH = 40;

export async function benchRunDag({ smoke, add }: Pick<BenchContext, 'smoke' | 'add'>): Promise<void> {
  const rounds = smoke ? 3 : 40;
  const [chain, week] = [makeChain({}), makeChain({ retries: 1, retryDelay: '7d' })];
  const flaky: RunDagOptions = { mock: { step: failsAtFirst() } };
  const values = await alternate(
    { rounds, warmUps: smoke ? 1 : 5 },
    {
      chain: () => time(() => runDag(chain)),
      week: () => time(() => runDag(week, flaky)),
      limit: () => time(callAll),
    },
  );
  const { chain: own = [], week: retried = [], limit } = values;
  add({ bench: `runDag, chain of ${LENGTH}`, unit: 'ms', values: own, limit });
  add({ bench: `runDag, chain of ${LENGTH}, a week between two tries`, unit: 'ms', values: retried, limit });
}

const addOne = ({ value }: { value: number }) => value + 1;

function makeChain(defaultArgs: object): Dag {
  const dag = new Dag('chain', { defaultArgs });
  const step = dag.task('step', addOne);
  let value = dag.task('first', () => 0)();
  for (let at = 1; at < LENGTH; at++) value = step({ value });
  return dag;
}

function failsAtFirst(): (inputs: { value: number }) => number {
  let calls = 0;
  return (inputs) => {
    if (++calls % 2 === 1) throw new Error('played');
    return addOne(inputs);
  };
}

/** What the functions cost without any of it. */
async function callAll(): Promise<void> {
  let value = 0;
  for (let at = 1; at < LENGTH; at++) value = await Promise.resolve(addOne({ value }));
}

async function time(play: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await play();
  return performance.now() - began;
}
