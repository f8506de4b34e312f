/** What holds for every command. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAquilon } from '#test/e2e/run-aquilon.ts';
import { runCommandLine } from '#test/support/command-line.ts';
import { commandTree } from '#test/support/command-tree.ts';
import { NOT_OFFERED } from './airflow-differences.ts';
import type { Leaf } from './leaves.ts';
import { OUTPUTS } from './output.ts';

const tree = await commandTree();
const offered = tree.filter(({ path }) => !(path in NOT_OFFERED));

function helpOf({ command }: Leaf): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

test('every command has a description, and an example that begins with its own words', () => {
  for (const leaf of offered) {
    assert.notEqual(leaf.command.description(), '', leaf.path);
    const [, example] = /\nExample:\n {2}\$ aquilon (.+)\n/.exec(helpOf(leaf)) ?? [];
    const isOfAnother = leaf.isHidden || leaf.path === 'config update';
    assert.ok(example?.startsWith(leaf.path) || (isOfAnother && example), `${leaf.path}: ${example}`);
  }
});

test('the options of every example are options of the command', () => {
  for (const leaf of offered) {
    const [, example = ''] = /\$ aquilon (.+)\n/.exec(helpOf(leaf)) ?? [];
    const words =
      example
        .replaceAll(/'[^']*'/g, '')
        .split('|')[0]
        ?.split(' ') ?? [];
    for (const word of words.filter((one) => /^--?[a-zA-Z]/.test(one))) {
      const known = leaf.command.options.some((option) => option.long === word || option.short === word);
      assert.ok(known, `${leaf.path}: ${word}`);
    }
  }
});

test('every option has a description, but where its name says it all', () => {
  const plain = new Set(['--email', '--firstname', '--lastname']);
  for (const { path, command } of offered)
    for (const { long, description } of command.options)
      assert.ok(description !== '' || plain.has(long ?? '') || long?.startsWith('--conn-'), `${path} ${long}`);
});

test('every list is written as table, json, yaml and plain', () => {
  const lists = offered.filter(({ path }) => /(^| )list(-|$)/.test(path));
  assert.ok(lists.length > 12);
  const plain = new Set(['tasks list']);
  for (const { path, command } of lists.filter((one) => !plain.has(one.path))) {
    const output = command.options.find((option) => option.long === '--output');
    assert.deepEqual([output?.short, output?.argChoices, output?.defaultValue], ['-o', [...OUTPUTS], 'table'], path);
  }
});

test('an unknown option of any command ends it with exit code 2, and changes nothing', async () => {
  for (const { path, command } of offered) {
    if (path === 'config update' || path === 'worker') continue;
    const words = [...path.split(' '), ...command.registeredArguments.map(() => 'x'), '--no-such-option'];
    const said = await runCommandLine(words, { AQUILON_HOME: '/nowhere' });
    assert.equal(said.code, 2, `${path}: ${said.err}`);
  }
});

test('what is missing or cannot be read ends a command with exit code 2, and is named', async () => {
  const cases: [string[], RegExp][] = [
    [['dags', 'details'], /missing required argument 'dag_id'/],
    [['db', 'clean'], /required option '--clean-before-timestamp/],
    [['db', 'clean', '--clean-before-timestamp', 'yesterday'], /yesterday.*It is no date/],
    [['dags', 'list', '-o', 'xml'], /xml.*Allowed choices are table, json, yaml, plain/],
    [['dags', 'lits'], /unknown command 'lits'.*\n.*Did you mean list\?/],
    [['dag', 'list'], /unknown command 'dag'.*\n.*Did you mean dags\?/],
  ];
  for (const [words, said] of cases) {
    const { code, out, err } = await runCommandLine(words, { AQUILON_HOME: '/nowhere' });
    assert.deepEqual([code, out], [2, ''], words.join(' '));
    assert.match(err, said);
  }
});

test('what Airflow has and this has not says why, and what to do instead', async () => {
  for (const path of [...Object.keys(NOT_OFFERED), 'worker', 'celery worker -q gpus', 'teams list']) {
    const { code, err } = await runCommandLine(path.split(' '), {});
    assert.equal(code, 1, path);
    assert.match(err, /^aquilon .+ is not offered: .+\.\n.+\.\n$/, path);
  }
});

test('the cheat sheet has every command that help shows', async () => {
  const { out } = await runCommandLine(['cheat-sheet'], {});
  const shown = out.match(/^aquilon .+?(?= +\|)/gm)?.map((line) => line.slice('aquilon '.length));
  assert.deepEqual(shown?.sort(), tree.flatMap((leaf) => (leaf.isHidden ? [] : [leaf.path])).sort());
  assert.ok(!out.includes('webserver'));
});

test('without a terminal nothing is coloured', async () => {
  const { out } = await runAquilon(['cheat-sheet'], {});
  assert.ok(!out.includes('\u001b'));
});
