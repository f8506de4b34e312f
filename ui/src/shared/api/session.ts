/**
 * Who is signed in. A session that ends while the page is open is `expired`: the page stays, asks again, and requests that were
 * refused wait here until somebody has signed in.
 */
import { call, provideCredentials } from './client.ts';
import { ApiError } from './errors.ts';
import type { Session } from './extra-operations.ts';

export type SessionState =
  | { readonly status: 'unknown' | 'signed-out'; readonly session: null }
  | { readonly status: 'signed-in' | 'expired'; readonly session: Session };

let current: SessionState = { status: 'unknown', session: null };
const listeners = new Set<() => void>();
let waiting: ((samePerson: boolean) => void)[] = [];

function become(next: SessionState): void {
  current = next;
  for (const listener of listeners) listener();
}

provideCredentials({
  csrfToken: () => current.session?.csrf_token ?? null,
  renew() {
    if (current.session !== null) become({ status: 'expired', session: current.session });
    else become({ status: 'signed-out', session: null });
    return new Promise((resolve) => waiting.push(resolve));
  },
});

export const sessionStore = {
  get: (): SessionState => current,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Asks the server who is signed in. Throws when the server does not answer. */
  async load(): Promise<void> {
    try {
      become({ status: 'signed-in', session: await call('GET /auth/session', {}) });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      become({ status: 'signed-out', session: null });
    }
  },
  /** Throws `ApiError` when the server refuses. Resolves with whether the same person came back. */
  async signIn(username: string, password: string): Promise<boolean> {
    const before = current.session?.username;
    const session = await call('POST /auth/login', { body: { username, password } });
    const samePerson = before === undefined || before === session.username;
    become({ status: 'signed-in', session });
    for (const resolve of waiting) resolve(samePerson);
    waiting = [];
    return samePerson;
  },
  async signOut(): Promise<void> {
    await call('POST /auth/logout', {});
    become({ status: 'signed-out', session: null });
  },
};

/** The configuration, variables and connections are for those who run the installation: others do not even see them. */
export const mayOperate = (role: string): boolean => ['admin', 'op'].includes(role.toLowerCase());

/** Users and roles are for administrators alone. */
export const isAdmin = (role: string): boolean => role.toLowerCase() === 'admin';

/** A viewer only looks; every other role may start, clear and mark. */
export const mayChange = (role: string): boolean => !['viewer', 'public'].includes(role.toLowerCase());
