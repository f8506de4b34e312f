/** /api/v2/variables: list, get, create, change, delete, several at once. */
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { applyBulk } from '#api/list/apply-bulk.ts';
import { BulkAnswer } from '#api/list/bulk.ts';
import { pageOf } from '#api/list/page.ts';
import { ref } from '#api/list/schemas.ts';
import { selectPage } from '#api/list/select-page.ts';
import type { Sql } from '#db/database.ts';
import type { VariableRow } from '#db/queries/secrets.ts';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { createVariables, type Variables } from '#secrets/variables.ts';
import { findVariable, toVariable, variableList } from './find-variable.ts';
import {
  BulkVariables,
  PatchQuery,
  Variable,
  VariableBody,
  VariableCollection,
  VariableListQuery,
  VariablePath,
} from './schemas.ts';
import { bulkTarget, changeVariable, checkSameKey, createVariable, removeVariable } from './write-variable.ts';

const tags = ['Variable'];

export function variableRoutes(app: App, { config, database, secrets }: RouteContext): void {
  const access = (action: 'read' | 'create' | 'update' | 'delete') =>
    ({ config: { access: { action, resource: 'variable' } } }) as const;
  const { keyring } = secrets;
  const reading = { keyring, sensitiveWords: config.core.sensitiveVarConnNames };

  const changing = <T>(request: FastifyRequest, change: (variables: Variables, sql: Sql) => Promise<T>): Promise<T> =>
    audited(request, database, (sql) => change(createVariables(sql, keyring), sql));

  app.get(
    '/api/v2/variables',
    {
      ...access('read'),
      schema: {
        operationId: 'get_variables',
        tags,
        querystring: VariableListQuery,
        response: { 200: ref(VariableCollection) },
      },
    },
    async ({ query }) => {
      const list = variableList(query, query.order_by);
      const { rows, total } = await selectPage<VariableRow>(database.query, list, pageOf(query, config));
      return { variables: rows.map((row) => toVariable(row, reading)), total_entries: total };
    },
  );

  app.get(
    '/api/v2/variables/:variable_key',
    {
      ...access('read'),
      schema: { operationId: 'get_variable', tags, params: VariablePath, response: { 200: ref(Variable) } },
    },
    (request) => findVariable(database.pool, request.params.variable_key, reading),
  );

  app.post(
    '/api/v2/variables',
    {
      ...access('create'),
      schema: { operationId: 'post_variable', tags, body: VariableBody, response: { 201: ref(Variable) } },
    },
    async (request, reply) => {
      // Read in the same transaction: somebody else may delete it at once.
      const made = await changing(request, async (variables, sql) => {
        await createVariable(variables, request.body);
        return findVariable(sql, request.body.key, reading);
      });
      return reply.code(201).send(made);
    },
  );

  app.patch(
    '/api/v2/variables/:variable_key',
    {
      ...access('update'),
      schema: {
        operationId: 'patch_variable',
        tags,
        params: VariablePath,
        querystring: PatchQuery,
        body: VariableBody,
        response: { 200: ref(Variable) },
      },
    },
    async (request): Promise<Static<typeof Variable>> => {
      const { variable_key: key } = request.params;
      checkSameKey(key, request.body);
      return changing(request, async (variables, sql) => {
        await changeVariable(variables, request.body, request.query.update_mask);
        return findVariable(sql, key, reading);
      });
    },
  );

  app.delete(
    '/api/v2/variables/:variable_key',
    {
      ...access('delete'),
      schema: { operationId: 'delete_variable', tags, params: VariablePath, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await changing(request, (variables) => removeVariable(variables, request.params.variable_key));
      return reply.code(204).send(null);
    },
  );

  app.patch(
    '/api/v2/variables',
    {
      ...access('update'),
      schema: { operationId: 'bulk_variables', tags, body: BulkVariables, response: { 200: ref(BulkAnswer) } },
    },
    (request) => changing(request, (variables, sql) => applyBulk(bulkTarget(sql, variables), request.body.actions)),
  );
}
