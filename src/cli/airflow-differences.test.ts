/** The command tree against Airflow's, as it was written down by test/reference/airflow_cli.py. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandTree } from '#test/support/command-tree.ts';
import { NOT_OFFERED, OPTIONS_NOT_OFFERED } from './airflow-differences.ts';
import type { Leaf } from './leaves.ts';

interface AirflowCommand {
  arguments: string[];
  options: string[];
}

const FILE = join(import.meta.dirname, '../../test/reference/airflow-cli.json');
const airflow = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, AirflowCommand>;

const isNotOffered = (path: string) => path in NOT_OFFERED || (path.split(' ')[0] ?? '') in NOT_OFFERED;
const offered = (await commandTree()).filter(({ path }) => !isNotOffered(path));
const ours = new Map(offered.map((leaf) => [leaf.path, leaf]));
/** `-o/--output` -> the names that have to be there: all of them. */
const namesOf = (option: string): string[] => option.split('/').filter((name) => !name.startsWith('--no-'));
const longOf = (option: string): string => namesOf(option).find((name) => name.startsWith('--')) ?? option;
const has = ({ command }: Leaf, name: string): boolean =>
  command.options.some((option) => option.long === name || option.short === name);

test('every command of Airflow is there, or says why it is not', () => {
  const missing = Object.keys(airflow).filter((path) => !ours.has(path) && !isNotOffered(path));
  assert.deepEqual(missing, []);
});

test('no command that is there is listed as not offered', async () => {
  const all = await commandTree();
  const listed = Object.keys(NOT_OFFERED);
  const told = all.filter(({ path, command }) => listed.includes(path) && command.description() === 'Not offered');
  assert.deepEqual(told.map(({ path }) => path).sort(), listed.sort());
  const unknown = listed.filter(
    (path) => !Object.keys(airflow).some((one) => one === path || one.startsWith(`${path} `)),
  );
  assert.deepEqual(unknown, []);
});

test('every option of Airflow is there under all its names, or has a reason why it is not', () => {
  const missing = [...ours].flatMap(([path, leaf]) =>
    (airflow[path]?.options ?? [])
      .filter((option) => OPTIONS_NOT_OFFERED[path]?.[longOf(option)] === undefined)
      .filter((option) => !namesOf(option).every((name) => has(leaf, name)))
      .map((option) => `${path} ${option}`),
  );
  assert.deepEqual(missing, []);
});

test('no option that is there, or that Airflow has not, is listed as not offered', () => {
  const wrong = Object.entries(OPTIONS_NOT_OFFERED).flatMap(([path, options]) =>
    Object.keys(options)
      .filter((name) => {
        const leaf = ours.get(path);
        const isOfAirflow = airflow[path]?.options.some((option) => longOf(option) === name);
        return !leaf || has(leaf, name) || !isOfAirflow;
      })
      .map((name) => `${path} ${name}`),
  );
  assert.deepEqual(wrong, []);
});

test('arguments that Airflow wants are taken by place', () => {
  const wrong = [...ours].flatMap(([path, { command }]) => {
    const wanted = airflow[path]?.arguments.length ?? 0;
    return command.registeredArguments.length < wanted ? [path] : [];
  });
  assert.deepEqual(wrong, []);
});
