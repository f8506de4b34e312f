import { lazy, Suspense } from 'react';
import { Waiting } from '#shared/widgets/messages.tsx';
import type { TaskGraphProps } from './task-graph.tsx';

// The drawing library arrives with the first graph.
const TaskGraph = lazy(async () => ({ default: (await import('./task-graph.tsx')).TaskGraph }));

export function LazyGraph(props: TaskGraphProps) {
  return (
    <Suspense fallback={<Waiting />}>
      <TaskGraph {...props} />
    </Suspense>
  );
}
