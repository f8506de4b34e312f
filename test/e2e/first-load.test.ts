/** What a browser loads before the first page can be used. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openSession } from './page-session.ts';

/** Of JavaScript, compressed. Bytes. */
const MOST = 250_000;

test('the first page needs no more JavaScript than 250 kB, and nothing from elsewhere', async () => {
  const session = await openSession({}, { dags: [] });
  try {
    const { page, server } = session;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await page.getByText('No active DAG fails').waitFor();
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(server.url)),
      [],
    );
    const scripts = asked.filter((url) => url.endsWith('.js'));
    assert.ok(scripts.length > 0);
    let total = 0;
    for (const url of scripts) total += gzipSync(await (await fetch(url)).text()).length;
    assert.ok(total <= MOST, `${total} bytes in ${scripts.length} files`);
  } finally {
    await session.close();
  }
});
