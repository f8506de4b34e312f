/** A key may hold slashes, as in Airflow: the rest of the address is the key. */
import type { FastifyRequest } from 'fastify';

/** The address that our description shows, and the one for keys with slashes that a client did not encode. */
export const keyAddresses = (base: string) => [
  { url: `${base}/:key`, hide: false },
  { url: `${base}/*`, hide: true },
];

/** Before validation: a route with `*` has its key under that name. */
export async function nameKey(request: FastifyRequest): Promise<void> {
  const params = request.params as Record<string, unknown>;
  if ('*' in params) {
    params.key = params['*'];
    delete params['*'];
  }
}
