import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dag, insertDag, task } from '#test/support/dags.ts';
import { createTestServer, type TestServer } from '#test/support/http.ts';

describe('asking for a DAG file to be loaded anew', () => {
  let server: TestServer;
  const asked: (readonly string[])[] = [];
  before(async () => {
    server = await createTestServer({
      dagProcessor: {
        health: () => ({ status: 'healthy', latestHeartbeat: null }),
        reload: async (files) => void asked.push(files),
        reserialize: async () => undefined,
      },
    });
    await insertDag(server.database, dag('here', [task('a')]));
  });
  after(() => server.close());

  it('tells the loader of the file that the token names', async () => {
    const { body } = await server.ask('GET', '/api/v2/dags/here');
    const answer = await server.ask('PUT', `/api/v2/parseDagFile/${body.file_token}`);
    assert.deepEqual([answer.status, answer.body], [201, null]);
    assert.deepEqual(asked, [['/dags/here.ts']]);
  });

  it('refuses a token that was not given out, whatever it names, and one of a file that is gone', async () => {
    const { body } = await server.ask('GET', '/api/v2/dags/here');
    const [, signature] = body.file_token.split('.');
    const forged = Buffer.from(JSON.stringify({ bundle_name: 'dags-folder', relative_fileloc: '../x.ts' }));
    await server.database.pool.query(`update dag set relative_fileloc = 'moved.ts'`);
    for (const token of [`${forged.toString('base64url')}.${signature}`, 'nope', '.', body.file_token]) {
      const answer = await server.ask('PUT', `/api/v2/parseDagFile/${token}`);
      assert.deepEqual([answer.status, answer.body.detail], [404, 'File not found'], token);
    }
    assert.equal(asked.length, 1);
  });
});
