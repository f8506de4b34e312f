/** Part of the table of what a DAG means, held against the whole product: DAG files that are loaded, run in processes, and read over HTTP. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { RULE_CASES } from '#test/semantics/rules.ts';
import { playDag } from './play-dag.ts';
import { type RunningServer, startServer } from './running-server.ts';

/** Those whose upstreams have all ended, in ways that a task can end in by itself. */
const CASES = RULE_CASES.filter(({ upstreams }) => /^[SFKU]+$/.test(upstreams));

/** Every rule after every pair of upstreams, in one DAG; and rules after a mapped task of which one instance fails and one is skipped. */
const FILE = `
import { Dag, FailTask, SkipTask } from '@aquilon/sdk';
const dag = new Dag('rules');
const end = {
  S: () => {},
  F: () => { throw new FailTask('played'); },
  K: () => { throw new SkipTask('played'); },
};
const up = {};
for (const letter of 'SFK') up[letter] = [1, 2].map((n) => dag.task(letter + n, end[letter])());
up.U = [1, 2].map((n) => dag.task('U' + n, end.S)().after(up.F));
for (const { rule, upstreams } of ${JSON.stringify(CASES)}) {
  const seen = { S: 0, F: 0, K: 0, U: 0 };
  const before = [...upstreams].map((letter) => up[letter][seen[letter]++]);
  dag.task(rule + '-' + upstreams, end.S, { triggerRule: rule })().after(before);
}
const parts = dag.task('parts', ({ x }) => { if (x !== 'S') end[x](); }).expand({ x: ['S', 'F', 'K'] });
const nothing = dag.task('nothing', ({ x }) => x).expand({ x: [] });
for (const rule of ${JSON.stringify([...new Set(CASES.map(({ rule }) => rule))])}) {
  dag.task(rule + '-parts', end.S, { triggerRule: rule })().after(parts);
  dag.task(rule + '-nothing', end.S, { triggerRule: rule })().after(nothing);
}
export default dag;
`;

const STATES: Readonly<Record<string, string>> = { S: 'success', K: 'skipped', U: 'upstream_failed' };

let folder: string;
let server: RunningServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-semantics-'));
  await writeFile(join(folder, 'rules.ts'), FILE);
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test('every trigger rule does what the table says after tasks that succeed, fail, are skipped and fail with theirs', async () => {
  const { tasks } = await playDag(server, 'rules');
  const found = CASES.map(({ rule, upstreams }) => [`${rule}-${upstreams}`, tasks[`${rule}-${upstreams}`]]);
  assert.deepEqual(
    found,
    CASES.map(({ rule, upstreams, outcome }) => [`${rule}-${upstreams}`, STATES[outcome]]),
  );
  // Three instances count as three upstreams, an empty list as one that is skipped.
  for (const [task, upstreams] of [
    ['parts', 'SFK'],
    ['nothing', 'K'],
  ])
    for (const { rule, outcome } of CASES.filter((one) => one.upstreams === upstreams))
      assert.equal(tasks[`${rule}-${task}`], STATES[outcome], `${rule} after ${task}`);
  assert.ok(CASES.length >= 150);
});
