import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('the page of the API', () => {
  let server: TestServer;
  before(async () => {
    server = await createTestServer();
  });
  after(() => server?.close());

  const show = async (query = '') => (await server.ask('GET', `/docs${query}`)).text;

  it('is for those who may read the document of the API', async () => {
    for (const url of ['/docs', '/docs/style.css', '/openapi.json'])
      assert.equal((await server.ask('GET', url, { as: null })).status, 401);
    await server.tokenOf('reader', 'Viewer');
    assert.equal((await server.ask('GET', '/docs', { as: 'reader' })).status, 200);
  });

  it('has every operation and every schema of the document', async () => {
    const { body: document } = await server.ask('GET', '/openapi.json');
    const text = await show();
    for (const operation of Object.values<Record<string, { operationId?: string }>>(document.paths).flatMap(
      Object.values,
    ))
      if (operation.operationId) assert.ok(text.includes(`id="${operation.operationId}"`), operation.operationId);
    for (const [, name = ''] of text.matchAll(/href="#schema-([^"]+)"/g))
      assert.ok(text.includes(`id="schema-${name}"`), name);
    assert.match(text, /conf\?: \{\n +\[key\]: any\n +\} \| null/);
  });

  it('asks for nothing from elsewhere, and has no script and no style of its own', async () => {
    const { text, headers } = await server.ask('GET', '/docs');
    assert.equal(headers['content-type'], 'text/html; charset=utf-8');
    assert.match(String(headers['content-security-policy']), /script-src 'self'/);
    assert.doesNotMatch(text, /<script|<style| style=| on\w+=|https?:/);
    const style = await server.ask('GET', '/docs/style.css');
    assert.equal(style.headers['content-type'], 'text/css; charset=utf-8');
    assert.doesNotMatch(style.text, /url\(|@import/);
  });

  it('finds operations by words of their method, path, name and tags, with the schemas that they need', async () => {
    const text = await show('?q=post%20DAGRUNS');
    const found = [...text.matchAll(/<summary><b class="\w+">(\w+)<\/b> <code>([^<]+)/g)];
    assert.ok(found.length >= 2 && found.every(([, , path]) => /dagruns/i.test(path ?? '')));
    assert.ok(text.includes('id="schema-DAGRunResponse"') && !text.includes('id="schema-PoolResponse"'));
    assert.match(await show('?q=trigger_dag_run'), /<details open>/);
    assert.match(await show('?q=nothing-like-it'), /<output>0 operations/);
  });

  it('takes a query as text', async () => {
    const text = await show(`?q=${encodeURIComponent(`"><script>alert(1)</script>'&`)}`);
    assert.ok(text.includes('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;"'));
    assert.doesNotMatch(text, /<script/);
  });
});
