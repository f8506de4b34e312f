/** POST /aquilon/assistant/calls: what an assistant is about to ask stands in the audit log before it asks. Its tools do nothing where this is refused. */
import { Type } from 'typebox';
import { audited } from '#http/audit.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

/** Bytes. */
const BODY_LIMIT = 64 * 1024;

export function assistantRoutes(app: App, { database }: RouteContext): void {
  app.post(
    '/aquilon/assistant/calls',
    {
      bodyLimit: BODY_LIMIT,
      config: { access: { action: 'read', resource: 'dag' } },
      schema: {
        operationId: 'assistant_call',
        tags: ['Assistant'],
        body: Type.Object(
          {
            tool: Type.String({ pattern: '^[a-z_]{1,64}$' }),
            arguments: Type.Record(Type.String(), Type.Unknown()),
          },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { dag_id: dagId, dag_run_id: runId, task_id: taskId } = request.body.arguments;
      await audited(request, database, async () => undefined, {
        dagId: textOf(dagId),
        runId: textOf(runId),
        taskId: textOf(taskId),
      });
      return reply.code(204).send(null);
    },
  );
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
