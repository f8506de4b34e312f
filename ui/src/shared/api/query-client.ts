import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors.ts';

/** A refusal stays one however often it is repeated; a server that is away may be back. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});
