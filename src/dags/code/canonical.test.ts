import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalCode } from './canonical.ts';

const of = (text: string) => canonicalCode('dag.ts', text);
const same = (a: string, b: string) => assert.equal(of(a), of(b));
const other = (a: string, b: string) => assert.notEqual(of(a), of(b));

const DAG = `import { bash, Dag } from '@aquilon/sdk';
const dag = new Dag('d', { schedule: '@daily', tags: ['a'] });
const one = dag.task('one', () => 1, { retries: 2, pool: 'p' })();
const two = dag.task('two', bash({ bashCommand: 'echo', env: { A: '1', B: '2' } }))();
one.before(two);
export default dag;
`;

test('comments, white space, quotes, semicolons, brackets, separators of numbers and types are not code', () => {
  same(
    DAG,
    `// why\n/* and\n more */${DAG.replaceAll("'", '"').replaceAll(';\n', '\n\n\n').replace('() => 1', '(): number => (1) /* one */')}`,
  );
  same('const n = 1000;', 'const n: number = 1_000;');
  same(`interface A { a: string }\ntype B = A;\nexport const x = (y: B): A => y;`, 'export const x = (y) => y');
  same(`import type { A } from './a.ts';\nexport const x = 1;`, 'export const x = 1;');
  same(`import { type A, b } from './a.ts';\nb();`, `import { b } from './a.ts';\nb();`);
});

test('what stands in a text, a template and a regular expression is code to the last blank', () => {
  other(`const a = 'x y';`, `const a = 'x  y';`);
  other('const a = `x\n y`;', 'const a = `x\n  y`;');
  other('const a = /x y/;', 'const a = /x  y/;');
  other(`const a = 'it // is';`, `const a = 'it';`);
});

test('each change of what runs shows: a body, an operator, a constant, a name, await, a default', () => {
  for (const [from, to] of [
    ['() => 1', '() => 2'],
    ['retries: 2', 'retries: 3'],
    ["'echo'", "'echo '"],
    ['one.before(two)', 'two.before(one)'],
    ['() => 1', 'async () => 1'],
    ['() => 1', '(a = 1) => 1'],
  ] as const)
    other(DAG, DAG.replace(from, to));
  other('a + b;', 'a - b;');
  other('a?.b;', 'a.b;');
  other('f(1n);', 'f(2n);');
  other('f(-1);', 'f(1);');
  other('f(null);', 'f(1e999);');
  other('const a = [, 1];', 'const a = [1];');
});

test('the order of options, imports, imported names, declared functions and statements that only describe the DAG is none', () => {
  same(DAG, DAG.replace(`schedule: '@daily', tags: ['a']`, `tags: ['a'], schedule: '@daily'`));
  same(DAG, DAG.replace('retries: 2, pool:', 'pool:').replace(`'p' }`, `'p', retries: 2 }`));
  same(DAG, DAG.replace(`A: '1', B: '2'`, `B: '2', A: '1'`));
  same(DAG, DAG.replace('bash, Dag', 'Dag, bash'));
  const [head, dag, one, two, ...rest] = DAG.split('\n');
  same(DAG, [head, dag, two, one, ...rest].join('\n'));
  const functions = ['function a() { return b(); }', 'export function b() { return 1; }'];
  same(functions.join('\n'), functions.toReversed().join('\n'));
  const imports = [`import { a } from './a.ts';`, `import { b } from './b.ts';`];
  same(imports.join('\n'), imports.toReversed().join('\n'));
});

test('order counts where somebody may see it', () => {
  const inBody = (keys: string) => DAG.replace('() => 1', `() => ({ ${keys} })`);
  other(inBody('a: 1, b: 2'), inBody('b: 2, a: 1'));
  other('const columns = { a: 1, b: 2 };', 'const columns = { b: 2, a: 1 };');
  other('log(1);\nlog(2);', 'log(2);\nlog(1);');
  other('const a = [1, 2];', 'const a = [2, 1];');
  const made = (keys: string) => `import { Dag } from '@aquilon/sdk';\nnew Dag('d', { ${keys} });`;
  other(made('startDate: next(), endDate: next()'), made('endDate: next(), startDate: next()'));
  other(made('tags: [], ...more'), made('...more, tags: []'));
  const groups = ['a', 'b'].map((id) => `dag.group('${id}', () => { place('${id}'); });`);
  const grouped = (lines: string[]) =>
    `import { Dag } from '@aquilon/sdk';\nconst dag = new Dag('d');\n${lines.join('\n')}`;
  other(grouped(groups), grouped(groups.toReversed()));
  const acts = [`import './a.ts';`, `import './b.ts';`];
  other(acts.join('\n'), acts.toReversed().join('\n'));
  const effects = `import { Dag } from '@aquilon/sdk';\nconst dag = new Dag('d');\n`;
  other(`${effects}dag.task('a', f());\ndag.task('b', g());`, `${effects}dag.task('b', g());\ndag.task('a', f());`);
});

test('a text that is nested very deep or very long counts as it is, and ends nothing', () => {
  const deep = (end: string) => `const a = ${"'x' + ".repeat(20_000)}'${end}';`;
  other(deep('a'), deep('b'));
  const long = `const a = [${'1, '.repeat(100_000)}1];`;
  same(long, long);
  other(long, `${long} // told`);
});

test('a text that nobody can read counts as it is', () => {
  other('const = 1;', 'const  = 1;');
});
