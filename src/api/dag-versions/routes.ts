/** /api/v2/dags/{dag_id}/dagVersions and /api/v2/dagSources: what a DAG was, and the text it was made from. */
import { Type } from 'typebox';
import { findDag } from '#api/dags/find-dag.ts';
import { DagPath } from '#api/dags/schemas.ts';
import { pageOf } from '#api/list/page.ts';
import { alsoAs, component, Integer32, OrderQuery, orNull, PageQuery, ref } from '#api/list/schemas.ts';
import { jsonOrText } from '#http/accept.ts';
import { notFound } from '#http/api-error.ts';
import { sendRaw } from '#http/send-raw.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

import { listVersions, selectSource, selectVersion, versionNotFound } from './list-versions.ts';
import { DagVersion, DagVersionCollection } from './schemas.ts';
import { toVersion } from './version-row.ts';

const DagSource = component('DAGSourceResponse', {
  content: orNull(Type.String()),
  dag_id: Type.String(),
  version_number: orNull(Type.Integer()),
  dag_display_name: Type.String(),
});

export function dagVersionRoutes(app: App, context: RouteContext): void {
  const { config, database } = context;

  app.get(
    '/api/v2/dags/:dag_id/dagVersions',
    {
      config: { access: { action: 'read', resource: 'dag_version' } },
      schema: {
        operationId: 'get_dag_versions',
        tags: ['DagVersion'],
        params: DagPath,
        querystring: Type.Object({
          ...PageQuery,
          version_number: Type.Optional(Integer32()),
          bundle_name: Type.Optional(Type.String()),
          bundle_version: Type.Optional(Type.String()),
          ...OrderQuery,
        }),
        response: { 200: ref(DagVersionCollection) },
      },
    },
    async (request) => {
      const { dag_id: dagId } = request.params;
      if (dagId !== '~') await findDag(database, dagId);
      const page = pageOf(request.query, config);
      const { rows, total } = await listVersions(database, dagId === '~' ? null : dagId, request.query, page);
      return { dag_versions: rows.map(toVersion).filter((one) => one !== null), total_entries: total };
    },
  );

  app.get(
    '/api/v2/dags/:dag_id/dagVersions/:version_number',
    {
      config: { access: { action: 'read', resource: 'dag_version' } },
      schema: {
        operationId: 'get_dag_version',
        tags: ['DagVersion'],
        params: Type.Object({ dag_id: Type.String(), version_number: Integer32() }),
        response: { 200: ref(DagVersion) },
      },
    },
    async (request) => {
      const { dag_id: dagId, version_number: number } = request.params;
      const row = await selectVersion(database, dagId, number);
      const version = row && toVersion(row);
      if (!version) throw await versionNotFound(database, dagId, number);
      return version;
    },
  );

  app.get(
    '/api/v2/dagSources/:dag_id',
    {
      config: { access: { action: 'read', resource: 'dag_code' } },
      schema: {
        operationId: 'get_dag_source',
        tags: ['DagSource'],
        params: DagPath,
        querystring: Type.Object({ version_number: Type.Optional(Integer32()) }),
        headers: Type.Object({ accept: Type.Optional(Type.String()) }),
        response: { 200: alsoAs('text/plain', ref(DagSource)) },
      },
    },
    async (request, reply) => {
      const { dag_id: dagId } = request.params;
      const number = request.query.version_number;
      const type = jsonOrText(request.headers.accept);
      const row = await selectSource(database, dagId, number);
      if (!row) {
        const words = `The source code of the Dag ${dagId}, version_number ${number ?? 'None'} was not found`;
        throw notFound('NOT_FOUND', words);
      }
      const { content } = row;
      if (type === 'text/plain') {
        sendRaw(reply, 'text/plain; charset=utf-8', content ?? '');
        return reply;
      }
      return { content, dag_id: dagId, version_number: row.version_number, dag_display_name: row.display_name };
    },
  );
}
