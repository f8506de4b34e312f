/** Every property of the bodies in Airflow's description, with a value of a wrong type, and bodies that are none: each is refused with its place. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestServer, type TestServer } from '#test/support/http.ts';
import { type Document, isSpecThere, readSpec, type Schema } from './airflow-spec.ts';

const METHODS = ['post', 'put', 'patch', 'delete'] as const;

describe('bodies of requests', {
  skip: isSpecThere ? false : 'the description of Airflow is not on this machine',
}, () => {
  let server: TestServer;
  let ours: Document;
  const spec: Document = isSpecThere ? readSpec() : { paths: {}, components: { schemas: {} } };
  before(async () => {
    server = await createTestServer();
    ours = (await server.ask('GET', '/openapi.json')).body;
  });
  after(() => server?.close());

  const resolved = (schema: Schema): Schema =>
    schema.$ref ? resolved(spec.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;
  const branches = (schema: Schema): Schema[] => {
    const whole = resolved(schema);
    const inner = [...(whole.anyOf ?? []), ...(whole.oneOf ?? [])];
    return inner.length > 0 ? inner.flatMap(branches) : [whole];
  };
  /** Of no type that the schema names; undefined where it names none. */
  const wrongFor = (schema: Schema): unknown => {
    const types = branches(schema).map(({ type, const: constant, enum: words }) => type ?? typeof (constant ?? words));
    if (types.some((type) => typeof type !== 'string' || type === 'undefined')) return undefined;
    return [
      { type: 'object', value: { a: 1 } },
      { type: 'array', value: [[]] },
      { type: 'boolean', value: true },
    ].find(({ type }) => !types.includes(type))?.value;
  };
  const rightFor = (schema: Schema): unknown => {
    const [first = {}] = branches(schema);
    if (first.const !== undefined) return first.const;
    if (Array.isArray(first.enum)) return first.enum[0];
    switch (first.type) {
      case 'string':
        return first.format === 'date-time' ? '2026-01-01T00:00:00Z' : 'a';
      case 'integer':
      case 'number':
        return 1;
      case 'boolean':
        return true;
      case 'array':
        return [];
      case 'object':
        return {};
      default:
        return null;
    }
  };

  for (const [path, operations] of Object.entries(spec.paths)) {
    for (const method of METHODS) {
      const body = operations[method]?.requestBody?.content['application/json']?.schema;
      if (!body) continue;
      const name = `${method.toUpperCase()} ${path}`;

      it(`${name} refuses a body of another shape, and says where`, async (test) => {
        if (!ours.paths[path]?.[method]) return test.skip('not yet');
        const [whole = {}] = branches(body).filter((one) => one.properties);
        const properties = whole.properties ?? {};
        const required = (whole.required ?? []) as string[];
        const right = Object.fromEntries(required.map((one) => [one, rightFor(properties[one] ?? {})]));
        const url = path.replace(/\{(\w+)\}/g, (_, one: string) =>
          /_id$|index|number/.test(one) && /asset|backfill|index|number/.test(one)
            ? '1'
            : one === 'dag_id' && path.endsWith('/list')
              ? '~'
              : 'x',
        );
        const wrong: string[] = [];
        const refused = async (given: unknown, place: string | null) => {
          const answer = await server.ask(method.toUpperCase(), url, {
            body: JSON.stringify(given),
            headers: { 'content-type': 'application/json' },
          });
          const problems: unknown = answer.body?.detail;
          const isTold =
            answer.status === 422 &&
            Array.isArray(problems) &&
            problems.every((one) => Array.isArray(one.loc) && one.loc[0] === 'body' && one.msg && one.type) &&
            (place === null || problems.some((one) => one.loc[1] === place));
          if (!isTold) wrong.push(`${JSON.stringify(given)}: ${answer.status} ${answer.text.slice(0, 300)}`);
        };
        for (const one of [[], 'x', 5]) await refused(one, null);
        for (const one of required) await refused({ ...right, [one]: undefined }, one);
        for (const [one, schema] of Object.entries(properties)) {
          const value = wrongFor(schema);
          if (value !== undefined) await refused({ ...right, [one]: value }, one);
        }
        if (whole.additionalProperties === false) await refused({ ...right, no_such_field: 1 }, 'no_such_field');
        assert.deepEqual(wrong, []);
      });
    }
  }
});
