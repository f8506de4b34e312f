/** Listens, or says which port is held and how to choose another. */
import { createServer } from 'node:net';
import type { Config } from '#config/config.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

interface Listener {
  listen(options: { host: string; port: number }): Promise<string>;
}

/** Returns the address that the server answers at. Throws `PORT_IN_USE`. */
export async function listen(app: Listener, { api }: Config): Promise<string> {
  try {
    return (await app.listen({ host: api.host, port: api.port }))
      .replace('[::1]', 'localhost')
      .replace('127.0.0.1', 'localhost');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new AquilonError('PORT_IN_USE', { host: api.host, port: api.port, suggestion: await freePort(api.host) });
  }
}

/** A port that is free at this moment. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
