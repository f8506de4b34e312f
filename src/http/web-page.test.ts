import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('the web page', () => {
  let server: TestServer;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aquilon ui-'));
    await mkdir(join(folder, 'static'));
    await writeFile(join(folder, 'index.html'), '<html>page</html>');
    await writeFile(join(folder, 'static', 'index-abc123.js'), 'export {};');
    await writeFile(join(folder, '.secret'), 'hidden');
    server = await createTestServer({ uiFolder: folder });
  });
  after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const get = (url: string) => server.ask('GET', url, { as: null });

  it('is served for every path of its own, and never kept', async () => {
    for (const url of ['/', '/dags/some.dag', '/dags/x/runs/manual__2026-01-01T00:00:00+00:00', '/login?next=x']) {
      const answer = await get(url);
      assert.deepEqual(
        [answer.status, answer.text, answer.headers['cache-control']],
        [200, '<html>page</html>', 'no-cache'],
        url,
      );
    }
  });

  it('has files that browsers keep for ever', async () => {
    const answer = await get('/static/index-abc123.js');
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers['cache-control']), /max-age=31536000, immutable/);
    assert.match(String(answer.headers['content-type']), /javascript/);
    assert.equal((await get('/static/index-gone.js')).status, 404);
  });

  it('gives away no file outside of its folder and no hidden one', async () => {
    for (const url of ['/static/../../etc/passwd', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/.secret']) {
      const answer = await get(url);
      assert.ok(!answer.text.includes('root:') && !answer.text.includes('hidden'), url);
    }
  });

  it('does not stand in for the API', async () => {
    assert.deepEqual((await get('/api/v2/nope')).body, { error: 'API route not found' });
    assert.equal((await get('/auth/nope')).status, 404);
  });
});

describe('a server without a web page', () => {
  it('says how to build it, and answers the API', async () => {
    const server = await createTestServer({ uiFolder: '/nowhere' });
    try {
      const answer = await server.ask('GET', '/', { as: null });
      assert.deepEqual([answer.status, answer.text.includes('npm start')], [503, true]);
      assert.equal((await server.ask('GET', '/api/v2/version', { as: null })).status, 200);
    } finally {
      await server.close();
    }
  });
});
