import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { schedule as scheduleEnglish } from './en/schedule.ts';
import { en } from './en.ts';
import { schedule as scheduleFrench } from './fr/schedule.ts';
import { fr } from './fr.ts';
import { pickLanguage } from './languages.ts';

type Tree = { readonly [key: string]: unknown };

/** Same in both languages on purpose: names, and words that French shares. */
const SHARED = new Set([
  'shell.zoneUtc',
  'shell.zoneLocal',
  'shell.version',
  'dag.version',
  'dag.description',
  'dag.type',
  'dags.dag',
  'rates.number',
  'palette.group.pages',
  'palette.group.actions',
  'dags.actions',
  'run.conf',
  'run.actions',
  'rerun.note',
  'trigger.conf',
  'trigger.copyCommand',
  'trigger.copyCurl',
  'trigger.copyTypeScript',
  'trigger.note',
  'task.xcom',
  'task.pool',
  'preview.instances',
  'nav.docs',
  'browse.dag',
  'browse.type',
  'gantt.gantt',
  'tryOut.field.minute',
  'dagPages.code',
  'dagPages.docs',
  'browse.jobs',
  'browse.workers',
  'browse.subject',
  'browse.answeredBy',
  'admin.variables',
  'admin.pools',
  'admin.description',
  'admin.config',
  'admin.licences',
  'admin.nothing',
  'admin.section',
  'admin.option',
  'admin.version',
  'admin.licence',
  'admin.connectionType',
  'admin.connField.port',
  'admin.connField.extra',
  'admin.poolName',
  'time.seconds',
  'time.minutes',
  'time.hours',
]); // prettier-ignore

/** path -> text; a function is called with one sample for each argument. */
function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix + key;
    if (typeof value === 'string') texts.set(path, value);
    else if (typeof value === 'function') texts.set(path, String(value(...Array(value.length).fill(7))));
    else for (const [inner, text] of flatten(value as Tree, `${path}.`)) texts.set(inner, text);
  }
  return texts;
}

const english = flatten({ ...en, ...scheduleEnglish });
const french = flatten({ ...fr, ...scheduleFrench });

test('English and French have the same texts, and none is empty', () => {
  assert.deepEqual([...french.keys()], [...english.keys()]);
  for (const [path, text] of [...english, ...french]) assert.ok(text.trim() !== '', `${path} is empty`);
});

test('a French text that equals the English one is listed as shared', () => {
  const same = [...english].filter(([path, text]) => french.get(path) === text).map(([path]) => path);
  assert.deepEqual(
    same.filter((path) => !SHARED.has(path)),
    [],
  );
});

test('a text with values shows each of them in both languages', () => {
  for (const [path, text] of english) {
    if (text.includes('7')) assert.ok(french.get(path)?.includes('7'), `${path} loses its value in French`);
  }
});

test('no component holds a text of its own', () => {
  const source = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const found: string[] = [];
  for (const file of globSync('**/*.tsx', { cwd: source })) {
    const code = readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    // Words between tags, and words in the attributes that people read or hear.
    for (const match of code.matchAll(/<[A-Za-z][^<>]*>\s*([A-Z][a-z]+[^<>{}();=]*)\s*<\//g))
      found.push(`${file}: ${match[1]}`);
    for (const match of code.matchAll(/(?:aria-label|title|placeholder|label|description)="([^"]+)"/g))
      found.push(`${file}: ${match[1]}`);
  }
  assert.deepEqual(
    found.filter((one) => !one.endsWith(': Aquilon')),
    [],
  );
});

test('a browser that asks for a region of French gets French, and one with neither language gets English', () => {
  assert.equal(pickLanguage(['fr-CA', 'en']), 'fr');
  assert.equal(pickLanguage(['de', 'fr']), 'fr');
  assert.equal(pickLanguage(['de-DE']), 'en');
  assert.equal(pickLanguage([]), 'en');
});
