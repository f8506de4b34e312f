import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dag, type DagOptions, hitlEntry } from '@aquilon/sdk';
import { serialize } from '@aquilon/sdk/runtime';
import { paramProblems } from './check-params.ts';

/** Throws what is wrong. */
async function checkParamDefaults(dag: ReturnType<typeof serialize>): Promise<void> {
  const problems = await paramProblems(dag);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

const check = (params: NonNullable<DagOptions['params']>, schedule: DagOptions['schedule'] = null) =>
  checkParamDefaults(serialize(new Dag('d', { schedule, startDate: '2026-01-01', params })));

test('a schema that is none, and a default that does not fit, are refused when the DAG is loaded', async () => {
  await assert.rejects(
    check({ p: { default: 1, schema: { type: 'whole' } } }),
    /param p: its schema is no JSON Schema/,
  );
  await assert.rejects(
    check({ window: { default: { days: 0 }, schema: { properties: { days: { minimum: 1 } } } } }),
    /param window: the default of params.window.days must be >= 1, found 0/,
  );
});

test('a DAG with a schedule needs a default for each param; one that is only triggered does not', async () => {
  const without = { p: { schema: { type: 'integer' } } };
  await check(without);
  await assert.rejects(check(without, '@daily'), /params.p has no default and must be given; runs of a schedule take/);
  const empty = { p: { default: null, schema: { type: 'integer' } } };
  await check(empty);
  await assert.rejects(check(empty, '@daily'), /runs of a schedule take the defaults/);
  await check({ p: { default: null, schema: { type: ['integer', 'null'] } } }, '@daily');
});

test('what is no description of a param is its default, and a mistyped description is refused', async () => {
  const dag = serialize(new Dag('d', { params: { plain: { schema: 'public' }, none: null } }));
  assert.deepEqual(dag.params.plain, { value: { schema: 'public' }, description: null, schema: {} });
  const mistyped = { p: { defualt: 1, schema: { type: 'integer' } } };
  await assert.rejects(async () => check(mistyped), /param p: there is no defualt. Did you mean default\?/);
});

test('the params of a question are checked as well; those without a default are given by whoever answers', async () => {
  const load = (params: NonNullable<DagOptions['params']>) => {
    const dag = new Dag('d', { schedule: '@daily', startDate: '2026-01-01' });
    dag.task('ask', hitlEntry({ subject: 's', params }))();
    return checkParamDefaults(serialize(dag));
  };
  await load({ p: { schema: { type: 'integer' } } });
  await assert.rejects(
    load({ p: { schema: { type: 'whole' } } }),
    /task ask \(line \d+\): the schema of param p is no JSON/,
  );
  await assert.rejects(
    load({ p: { default: 'x', schema: { type: 'integer' } } }),
    /the default of params.p must be integer/,
  );
});
