import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTestServer } from '#test/support/http.ts';
import { type Document, listsOf } from './urls.ts';

it('the benchmark of the lists knows what to ask for with each filter of each list', async () => {
  const server = await createTestServer();
  try {
    // Throws, with its name, for a filter that bench/lists/filters.ts does not know.
    const lists = [...listsOf((await server.ask('GET', '/openapi.json')).body as Document)];
    assert.ok(lists.length > 20, `${lists.length} lists`);
    assert.ok(lists.every(({ urls }) => urls.length > 0));
    const open = lists.flatMap(({ urls }) => urls).filter((url) => url.includes('{'));
    assert.deepEqual(open, [], 'places without a value');
  } finally {
    await server.close();
  }
});
