import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { makeLiveCache, refreshUsage } from './live-cache.ts';
import { openStream, type StreamState } from './stream.ts';

const LiveState = createContext<StreamState>('connecting');

export const useLiveState = (): StreamState => useContext(LiveState);

/** Keeps the live stream open while somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<StreamState>('connecting');
  useEffect(
    () =>
      openStream({
        onEvents: makeLiveCache(client),
        onUsage: refreshUsage(client),
        onState: setState,
        onGap: () => void client.invalidateQueries(),
      }),
    [client],
  );
  return <LiveState value={state}>{children}</LiveState>;
}
