/** `apache-airflow-client` as it comes from PyPI, against the whole product: docs/guides/rest-api.md promises that it works unchanged. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { RunningServer } from '../running-server.ts';
import { installClients, PASSWORD, PATIENCE, runProgram, startClientServer, withoutClients } from './clients.ts';

describe('the official Python client', { skip: withoutClients }, () => {
  let programs: string;
  let server: RunningServer;
  before(async () => {
    programs = await installClients();
    server = await startClientServer();
  }, PATIENCE);
  after(() => server?.stop());

  test('every operation that it has succeeds, with the values that are there', PATIENCE, async () => {
    const args = ['every_operation.py', server.url, 'admin', PASSWORD];
    const { code, output } = await runProgram(`${programs}/python`, args);
    assert.equal(code, 0, output);
    assert.match(output, /^1[0-9]{2} operations$/m);
  });
});
