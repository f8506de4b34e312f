/** Requests over kept connections: the time of a request is the server's, not that of a handshake. */
import { Agent, request } from 'node:http';

export interface Client {
  /** Throws on a status that is no success. */
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  close(): void;
}

export function createClient({ url, token }: { url: string; token: string }): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    ask: (method, path, body) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const headers = {
          authorization: `Bearer ${token}`,
          ...(payload === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        };
        const sent = request(`${url}/api/v2${path}`, { method, agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
            else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
          });
        });
        sent.on('error', reject);
        sent.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
