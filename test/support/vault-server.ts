/** A server that speaks what we use of HashiCorp Vault's HTTP API: the key-value engines, tokens, AppRole, and how it refuses. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VaultServer {
  url: string;
  /** Entries by their paths below the mount: `variables/place`. */
  entries: Map<string, Record<string, unknown>>;
  /** Tokens that are good. */
  tokens: Set<string>;
  /** Method, path and namespace of each request, in order. */
  asked: string[];
  /** How it answers everything: as usual, with this status, never, without end, or with another address. */
  mood: 'usual' | 'silent' | 'endless' | 'elsewhere' | number;
  /** Seconds that a token of AppRole is good for; 0: without end. */
  lease: number;
  close(): Promise<void>;
}

export async function startVault(engine: 1 | 2, mount = 'secret'): Promise<VaultServer> {
  const state: Omit<VaultServer, 'close' | 'url'> = {
    entries: new Map(),
    tokens: new Set(['root-token']),
    asked: [],
    mood: 'usual',
    lease: 3600,
  };
  const infix = engine === 2 ? '/data/' : '/';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(request.url ?? '');
    state.asked.push([request.method, path, request.headers['x-vault-namespace']].filter(Boolean).join(' '));
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (state.mood === 'silent') return;
    if (state.mood === 'elsewhere') return void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    if (state.mood === 'endless') {
      response.writeHead(200);
      const part = 'x'.repeat(65_536);
      const more = () => {
        while (!response.destroyed && response.write(part));
      };
      response.on('drain', more);
      return more();
    }
    if (typeof state.mood === 'number') return void send(state.mood, { errors: ['Vault is sealed'] });
    if (path === '/v1/auth/approle/login') {
      let text = '';
      for await (const part of request) text += part;
      const { role_id: role, secret_id: secret } = JSON.parse(text);
      if (role !== 'role' || secret !== 'role-secret') return void send(400, { errors: ['invalid role or secret ID'] });
      const token = `lease-${state.asked.length}`;
      state.tokens.add(token);
      return void send(200, { auth: { client_token: token, lease_duration: state.lease } });
    }
    if (!state.tokens.has(String(request.headers['x-vault-token'])))
      return void send(403, { errors: ['permission denied'] });
    const start = `/v1/${mount}${infix}`;
    const data = path.startsWith(start) ? state.entries.get(path.slice(start.length)) : undefined;
    if (data === undefined) return void send(404, { errors: [] });
    send(200, engine === 2 ? { data: { data, metadata: { version: 1 } } } : { data });
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  });
}
