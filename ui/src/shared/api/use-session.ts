import { useSyncExternalStore } from 'react';
import type { Session } from './extra-operations.ts';
import { isAdmin, mayChange, mayOperate, type SessionState, sessionStore } from './session.ts';

export const useSession = (): SessionState => useSyncExternalStore(sessionStore.subscribe, sessionStore.get);

/** Inside the page somebody is signed in. */
export function useUser(): Session {
  const { session } = useSession();
  if (session === null) throw new Error('This part of the page is shown to signed-in users only.');
  return session;
}

/** Whether to show what starts, clears, marks or switches: the server refuses it to viewers. */
export const useMayChange = (): boolean => {
  const { session } = useSession();
  return session !== null && mayChange(session.role);
};

/** Whether to show variables, connections and the configuration. */
export const useMayOperate = (): boolean => {
  const { session } = useSession();
  return session !== null && mayOperate(session.role);
};

/** Whether to show users and roles. */
export const useIsAdmin = (): boolean => {
  const { session } = useSession();
  return session !== null && isAdmin(session.role);
};
