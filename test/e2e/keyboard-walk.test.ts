/** The walk of the guides with the keyboard alone, in each language: switch a DAG on, trigger it with a date, read why it failed, run it again. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../ui/src/shared/i18n/en.ts';
import { fr } from '../../ui/src/shared/i18n/fr.ts';
import { faultsOf, openSession } from './page-session.ts';
import { eventually } from './running-server.ts';

/** Fails until somebody has put its data there. */
const DAGS = `
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Dag } from '@aquilon/sdk';

export default ['en', 'fr'].map((language) => {
  const dag = new Dag('walk_' + language, { schedule: null, startDate: '2026-01-01' });
  const load = dag.task('load', () => {
    if (!existsSync(join(import.meta.dirname, 'data_' + language))) throw new Error('there is no column "clicked"');
  });
  const report = dag.task('report', () => 'done');
  load().before(report());
  return dag;
});
`;

/** More than any page has between two things that the walk uses. */
const MOST_STEPS = 120;

test('the walk of the guides needs no mouse, in any language', async () => {
  const session = await openSession({ 'walk.ts': DAGS }, { dags: ['walk_en', 'walk_fr'] });
  try {
    for (const language of ['en', 'fr'] as const) {
      const page = await session.openWindow({ locale: language });
      const faults = faultsOf(page);
      await walk(page, session.server.url, language, () => writeFile(join(session.folder, `data_${language}`), ''));
      assert.deepEqual(faults, [], language);
      await page.context().close();
    }
  } finally {
    await session.close();
  }
});

async function walk(page: Page, url: string, language: 'en' | 'fr', repair: () => Promise<void>): Promise<void> {
  const texts = { en, fr }[language];
  const dag = `walk_${language}`;
  const { keyboard } = page;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  /** Presses the key until the target has the focus. */
  const reach = async (target: Locator, key = 'Tab') => {
    await target.first().waitFor();
    for (let step = 0; step < MOST_STEPS; step++) {
      if ((await target.and(page.locator(':focus')).count()) > 0) return;
      await keyboard.press(key);
    }
    assert.fail(`${target} is not reached by ${MOST_STEPS} times ${key}`);
  };
  const press = async (target: Locator, key = 'Enter') => {
    await reach(target);
    await keyboard.press(key);
  };
  const type = async (target: Locator, text: string) => {
    await reach(target);
    await keyboard.press('Control+a');
    await keyboard.type(text);
  };

  await page.goto(url);
  await type(page.getByLabel(texts.auth.username), 'admin');
  await type(page.getByRole('textbox', { name: texts.auth.password }), 'e2e password');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: texts.nav.home, level: 1 }).waitFor();

  // The list with its counters: two keys lead there, one to its search.
  await keyboard.press('g');
  await keyboard.press('d');
  await page.getByRole('link', { name: dag, exact: true }).waitFor();
  await keyboard.press('/');
  await keyboard.type(dag);
  await page.getByRole('link', { name: `walk_${language === 'en' ? 'fr' : 'en'}` }).waitFor({ state: 'detached' });
  await press(page.getByRole('switch'), 'Space');
  await eventually('the switch is on', async () => (await page.getByRole('switch').isChecked()) || undefined);

  // With a date.
  await press(page.getByRole('link', { name: dag, exact: true }));
  await page.getByRole('heading', { name: dag, level: 1 }).waitFor();
  await press(button(texts.dags.trigger));
  const dialog = page.getByRole('dialog', { name: texts.trigger.title(dag) });
  await type(dialog.getByLabel(texts.trigger.logicalDate, { exact: true }), '2026-03-01 06:00:00');
  // The calendar closes, and not the dialog.
  await keyboard.press('Escape');
  await type(dialog.getByLabel(texts.trigger.runId), 'first');
  await press(dialog.getByRole('button', { name: texts.trigger.submit, exact: true }));
  await dialog.waitFor({ state: 'detached' });

  // The graph, and in it why the task failed.
  await press(page.getByRole('link', { name: texts.dagPages.runs, exact: true }));
  await press(page.getByRole('link', { name: 'first', exact: true }));
  const node = (task: string, state: string) => page.locator(`[data-testid="node-${task}"][data-state="${state}"]`);
  await node('report', 'upstream_failed').waitFor();
  await node('load', 'failed').waitFor();
  await press(page.getByRole('application'), 'ArrowRight');
  await keyboard.press('Enter');
  await page.getByTestId('task-error').getByText('there is no column "clicked"', { exact: true }).waitFor();

  // Once more.
  await repair();
  await press(button(texts.run.actions));
  await reach(page.getByRole('menuitem', { name: texts.rerun.downstream }), 'ArrowDown');
  await keyboard.press('Enter');
  await press(page.getByRole('dialog').getByRole('button', { name: texts.confirm.clearButton, exact: true }));
  await node('load', 'success').waitFor();
  await node('report', 'success').waitFor();
}
