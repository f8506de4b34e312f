/** A client that costs little of the machine it measures: one kept connection for each request in flight, no more than Node's own parts. */
import { Agent, type IncomingMessage, request } from 'node:http';
import type { StateEvent } from '#scheduler/commands.ts';

export interface Client {
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** Calls back with every committed change, until `close`. Resolves when the server has accepted it. */
  listen(onEvent: (event: StateEvent) => void): Promise<void>;
  close(): void;
}

/** `address`: of the server, without a path. Paths are those below `/api/v2`. */
export function createClient(address: string, token: string): Client {
  const agent = new Agent({ keepAlive: true });
  const streams: IncomingMessage[] = [];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  const open = (method: string, path: string, body?: object): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = request(`${address}/api/v2${path}`, { method, headers, agent }, resolve).on('error', reject);
      sent.end(body && JSON.stringify(body));
    });

  return {
    async ask<T>(method: string, path: string, body?: object): Promise<T> {
      const response = await open(method, path, body);
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      if ((response.statusCode ?? 500) >= 400) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
      return text === '' ? (undefined as T) : (JSON.parse(text) as T);
    },
    async listen(onEvent) {
      const stream = await open('GET', '/events');
      streams.push(stream);
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) {
          const data = part.slice(part.indexOf('data: ') + 'data: '.length);
          if (data.startsWith('{"seq"')) onEvent(JSON.parse(data) as StateEvent);
        }
      });
      // The server going away ends the stream: whoever waits for an event has a limit of his own.
      stream.on('error', () => undefined);
    },
    close() {
      for (const stream of streams) stream.destroy();
      agent.destroy();
    },
  };
}
