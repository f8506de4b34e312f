/** Quarantine as its guide tells it, on a whole server: tasks that end their own process, and the ways out. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser, openWindow } from './browser.ts';
import { playDag } from './play-dag.ts';
import { eventually, type RunningServer, startServer } from './running-server.ts';

const EXITS = `import { appendFileSync } from 'node:fs';
appendFileSync(import.meta.dirname + '/loads', 'x');
process.exit(3);
`;
const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'guides', 'dags', 'fragile.ts');

interface Dag {
  is_paused: boolean;
  quarantine: { crashes: number; task_id: string; code: string; reason: string } | null;
}

let folder: string;
let server: RunningServer;
let browser: Browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon-quarantine-'));
  await writeFile(join(folder, 'fragile.ts'), await readFile(GUIDE));
  await writeFile(join(folder, 'exits.ts'), EXITS);
  browser = await launchBrowser();
  server = await startServer({
    AIRFLOW__CORE__DAGS_FOLDER: folder,
    AQUILON__DAG_PROCESSOR__QUARANTINE_AFTER: '1',
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: 'false',
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const DAG = '/api/v2/dags/fragile';
const release = (target: string) =>
  server.ask<{ dag_ids: string[]; filenames: string[] }>('POST', '/aquilon/quarantine/release', { target });

test('fragile: a DAG whose tasks kill their process is put in quarantine, and let out by hand or by a change', async () => {
  assert.equal((await playDag(server, 'fragile')).state, 'success');
  await assert.rejects(release('fragile'), /404.*There is nothing of the name fragile in quarantine/);
  const { dag_run_id: runId } = await server.ask<{ dag_run_id: string }>('POST', `${DAG}/dagRuns`, {
    logical_date: null,
    conf: { breaks: true },
  });
  const run = `${DAG}/dagRuns/${encodeURIComponent(runId)}`;
  /** The count begins anew each time that the DAG is let out. */
  const quarantineAtTry = async (expected: number) => {
    const found = await eventually(`the quarantine at try ${expected}`, async () => {
      const { quarantine } = await server.ask<Dag>('GET', DAG);
      const { try_number: tries } = await server.ask<{ try_number: number }>('GET', `${run}/taskInstances/convert`);
      return tries === expected ? (quarantine ?? undefined) : undefined;
    });
    assert.deepEqual([found.crashes, found.task_id, found.code], [10, 'convert', 'TASK_KILLED']);
  };
  await quarantineAtTry(10);
  assert.equal((await server.ask<Dag>('GET', DAG)).is_paused, true);
  const { reasons } = await server.ask<{ reasons: { code: string }[] }>(
    'GET',
    `${run}/taskInstances/convert/explanation?map_index=-1`,
  );
  assert.ok(reasons.some(({ code }) => code === 'dag_quarantined'));

  await eventually('the mail that tells of it', async () => {
    const mails = await readdir(server.outbox).catch(() => []);
    const texts = await Promise.all(mails.map((name) => readFile(join(server.outbox, name), 'utf8')));
    return texts.find((text) => /^Subject: .*fragile has crashed again: the DAG/m.test(text));
  });

  assert.deepEqual(await release('fragile'), { dag_ids: ['fragile'], filenames: [] });
  await quarantineAtTry(20);

  const page = await (await openWindow(browser)).newPage();
  await page.goto(`${server.url}/dags/fragile`);
  await page.getByLabel('User name').fill('admin');
  await page.getByRole('textbox', { name: 'Password' }).fill('e2e password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const note = page.getByRole('alert').filter({ hasText: 'In quarantine' });
  await note.getByText('10 attempts in a row lost their process, the last one of the task convert').waitFor();
  await note.getByRole('button', { name: 'Release' }).click();
  await quarantineAtTry(30);

  const repaired = (await readFile(GUIDE, 'utf8')).replace(
    "process.kill(process.pid, 'SIGKILL')",
    "console.log('whole')",
  );
  await writeFile(join(folder, 'fragile.ts'), repaired);
  await eventually('the DAG is let out by its change', async () => {
    const { is_paused: paused, quarantine } = await server.ask<Dag>('GET', DAG);
    return !paused && quarantine === null ? true : undefined;
  });
  assert.equal((await playDag(server, 'fragile', { breaks: true })).state, 'success');
});

test('the notifiers of the DAG are told that its file is in quarantine, by our own texts', async () => {
  const whole = `import { Dag, emailNotifier, webhookNotifier } from '@aquilon/sdk';
const dag = new Dag('falls', {
  tags: ['e2e'],
  onFailureCallback: [
    emailNotifier({ to: 'team@example.com', subject: '{{ ti.task_id }} of {{ ds }} failed' }),
    ({ event, state, run, task, exception }) => console.log('told', event, state, run.runId, task, exception?.code),
  ],
});
dag.task('say', () => 1)();
export default dag;
`;
  await writeFile(join(folder, 'falls.ts'), whole);
  await eventually('the DAG is there', async () => server.ask<Dag>('GET', '/api/v2/dags/falls').catch(() => undefined));
  await writeFile(join(folder, 'falls.ts'), `${whole}process.exit(3);\n`);
  interface Notice {
    dag_run_id: string | null;
    reason: string;
    notifier: string;
    state: string;
    error: string | null;
  }
  const notices = await eventually('both are told', async () => {
    const found = await server.ask<{ notices: Notice[] }>('GET', '/aquilon/notices?dag_id=falls');
    return found.notices.filter(({ state }) => state === 'sent' || state === 'failed').length === 2
      ? found.notices
      : undefined;
  });
  for (const { dag_run_id: runId, reason, state, error } of notices) {
    assert.deepEqual([runId, state, error], [null, 'sent', null]);
    assert.match(reason, /^The file falls\.ts is in quarantine/);
  }
  const mails = await Promise.all(
    (await readdir(server.outbox)).map((name) => readFile(join(server.outbox, name), 'utf8')),
  );
  const mail = mails.find((text) => /^Subject: Aquilon: The file falls\.ts is in quarantine/m.test(text));
  assert.match(String(mail).replaceAll('=\r\n', ''), /To: team@example\.com[\s\S]*ended its process \(exit code 3\)/);
});

test('a file that is in quarantine is loaded again when it is released, and when it changes', async () => {
  const problems = async () => {
    const { import_errors: errors } = await server.ask<{ import_errors: { filename: string; stack_trace: string }[] }>(
      'GET',
      '/api/v2/importErrors',
    );
    return errors.filter(({ filename }) => filename === 'exits.ts').map((one) => one.stack_trace);
  };
  // The mark of a load comes before its crash is written down: the text of the one before still stands then.
  let last = '';
  const quarantinedAfter = (loads: number) =>
    eventually(`the quarantine after ${loads} loads`, async () => {
      const [problem = ''] = await problems();
      const count = (await readFile(join(folder, 'loads'), 'utf8')).length;
      if (count !== loads || problem === last || !problem.startsWith('The file exits.ts is in quarantine'))
        return undefined;
      last = problem;
      return true;
    });
  await quarantinedAfter(1);
  assert.deepEqual(await release('exits.ts'), { dag_ids: [], filenames: ['exits.ts'] });
  await quarantinedAfter(2);
  await writeFile(join(folder, 'exits.ts'), EXITS.replace('process.exit(3);', 'export default [];'));
  await eventually('the file is mended', async () => ((await problems()).length === 0 ? true : undefined));
});
