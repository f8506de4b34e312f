/** JSON is `application/json`, as from Airflow: `airflowctl` takes an error for one only where the type is that, and JSON has no charset to name. */
import type { FastifyInstance } from 'fastify';

export function usePlainJsonType(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    // What Fastify makes of it.
    if (reply.getHeader('content-type') === 'application/json; charset=utf-8')
      reply.header('content-type', 'application/json');
    done(null, payload);
  });
}
