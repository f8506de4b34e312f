/** Compares our OpenAPI document with Airflow's, operation by operation, for those that we have. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { type Document, isSpecThere, type Operation, propertyPaths, readSpec } from './airflow-spec.ts';

/** Ours alone: no client of Airflow's asks for them. */
const OWN = new Set([
  'GET /api/v2/dags/{dag_id}/structure',
  'GET /api/v2/dags/{dag_id}/grid',
  'GET /api/v2/events',
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/explanation',
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/replay',
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}/range',
  'POST /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/rerun',
  'GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/edits',
  'GET /api/v2/aquilon/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/tries/{task_try_number}/usage',
  'GET /aquilon/simulation/input',
  'GET /aquilon/workers',
  'PATCH /aquilon/workers',
  'GET /aquilon/workers/rates',
  'GET /aquilon/workers/waiting',
  'GET /aquilon/users',
  'POST /aquilon/users',
  'PATCH /aquilon/users/{username}',
  'DELETE /aquilon/users/{username}',
  'GET /aquilon/roles',
]);

/** What ours has or lacks, and why. `-`: theirs alone, `+`: ours alone. */
const ALLOWED: readonly { difference: RegExp; reason: string }[] = [
  {
    difference: /^\+ response (task_instances\[\]\.|(hitl_details\[\]\.)?task_instance\.)?error$/,
    reason: 'why a try failed: ours',
  },
  {
    difference: /^\+ response (dags\[\]\.)?quarantine(\.\w+)?$/,
    reason: 'why a DAG was switched off by the scheduler: ours',
  },
  { difference: /^\+ header idempotency-key$/, reason: 'a request that is sent again makes nothing twice: ours' },
  {
    difference: /^- query next$/,
    reason: 'our page finds its way back by itself; an address from outside is a way to lead people astray',
  },
  {
    difference: /^\+ response (id|name|group)$/,
    reason: 'Airflow does not say what GET /assets/aliases/{asset_alias_id} answers',
  },
  { difference: /^- response .*(trigger|triggerer_job)\.\w+$/, reason: 'there are no triggers and jobs: always null' },
];

describe('our OpenAPI document', {
  skip: isSpecThere ? false : 'the description of Airflow is not on this machine',
}, () => {
  let server: TestServer;
  let ours: Document;
  const theirs = isSpecThere ? readSpec() : undefined;
  before(async () => {
    server = await createTestServer();
    ours = (await server.ask('GET', '/openapi.json')).body;
  });
  after(() => server?.close());

  it('has nothing under /api/v2 that Airflow does not have, but what is named here', () => {
    const extra = operationsOf(ours).filter((name) => !theirs?.paths[pathOf(name)]?.[methodOf(name)] && !OWN.has(name));
    assert.deepEqual(extra, []);
  });

  it('names every refusal that Airflow names', () => {
    const missing = operationsOf(ours).flatMap((name) => {
      const [there, here] = [theirs, ours].map((one) => one?.paths[pathOf(name)]?.[methodOf(name)]?.responses ?? {});
      const lacks = Object.keys(there ?? {}).filter((status) => status >= '400' && !here?.[status]);
      return lacks.length === 0 ? [] : [`${name}: ${lacks.join(', ')}`];
    });
    // They refuse an address to go back to; ours takes none.
    assert.deepEqual(missing, ['GET /api/v2/auth/login: 400, 422']);
  });

  it('has the parameters, bodies and answers of Airflow', () => {
    const differences = operationsOf(ours).flatMap((name) => {
      const theirOperation = theirs?.paths[pathOf(name)]?.[methodOf(name)];
      const ourOperation = ours.paths[pathOf(name)]?.[methodOf(name)];
      if (!theirs || !theirOperation || !ourOperation) return [];
      const found = compare(partsOf(theirs, theirOperation), partsOf(ours, ourOperation));
      return found
        .filter((one) => !ALLOWED.some(({ difference }) => difference.test(one)))
        .map((one) => `${name}: ${one}`);
    });
    assert.deepEqual(differences, []);
  });
});

const pathOf = (name: string) => name.split(' ')[1] ?? '';
const methodOf = (name: string) => (name.split(' ')[0] ?? '').toLowerCase();

function operationsOf(document: Document): string[] {
  return Object.entries(document.paths)
    .filter(([path]) => path.startsWith('/api/v2/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
}

function partsOf(document: Document, operation: Operation): Set<string> {
  const body = operation.requestBody?.content['application/json']?.schema;
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
  const answer = success?.[1].content?.['application/json']?.schema;
  return new Set([
    // Names of headers are the same in any case.
    ...(operation.parameters ?? []).map(
      (one) => `${one.in} ${one.in === 'header' ? one.name.toLowerCase() : one.name}`,
    ),
    ...propertyPaths(document, body).map((path) => `body ${path}`),
    ...propertyPaths(document, answer).map((path) => `response ${path}`),
  ]);
}

function compare(theirs: ReadonlySet<string>, ours: ReadonlySet<string>): string[] {
  return [
    ...[...theirs].filter((part) => !ours.has(part)).map((part) => `- ${part}`),
    ...[...ours].filter((part) => !theirs.has(part)).map((part) => `+ ${part}`),
  ];
}
