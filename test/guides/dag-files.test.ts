import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { dagsOf, serialize } from '@aquilon/sdk/runtime';

const guides = new URL('../../docs/guides/', import.meta.url);
const texts = readdirSync(guides)
  .filter((name) => name.endsWith('.md'))
  .map((name) => readFileSync(new URL(name, guides), 'utf8'));
const filesIn = (folder: string) => readdirSync(new URL(folder, guides)).filter((name) => name.endsWith('.ts'));
const files = filesIn('dags/');

/** Each block of TypeScript with the file that the line before it names. */
const blocks = texts.flatMap((text) => [
  ...text.matchAll(/(?:`((?:dags|tests|config)\/[\w.]+\.ts)`:\n\n)?```ts\n(.*?)```/gs),
]);

test('every block of code in the guides is the text of the file that it names', () => {
  for (const [, name, code] of blocks) {
    assert.ok(name, `a block names no file: ${code?.slice(0, 60)}`);
    assert.equal(code, readFileSync(new URL(name, guides), 'utf8'), name);
  }
});

/** What DAG files of the guides read: named by the line before their block as well. */
const scripts = readdirSync(new URL('dags/scripts/', guides));

test('every script that a DAG file of the guides reads is shown in one, word for word', () => {
  for (const name of scripts) {
    const text = readFileSync(new URL(`dags/scripts/${name}`, guides), 'utf8');
    const block = `\`dags/scripts/${name}\`:\n\n\`\`\`${name.split('.').at(-1)}\n${text}\`\`\``;
    assert.ok(
      texts.some((page) => page.includes(block)),
      name,
    );
  }
});

test('every DAG file of the guides, every test of one and every configuration is shown in one', () => {
  assert.deepEqual(
    blocks.map(([, name]) => name).sort(),
    ['dags/', 'tests/', 'config/'].flatMap((folder) => filesIn(folder).map((name) => folder + name)).sort(),
  );
});

for (const name of files) {
  test(`the DAG of the guide in ${name} loads, under the name of its file`, async () => {
    const path = new URL(`dags/${name}`, guides);
    const dags = dagsOf((await import(path.href)) as object).map(serialize);
    assert.deepEqual(
      dags.map((dag) => `${dag.dagId}.ts`),
      [name],
    );
  });
}
