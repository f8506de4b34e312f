import { Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { rowsOf, totalOf } from '#shared/api/queries/paging.ts';
import { mappedQuery, type TaskInstance } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { STATES, type TaskState, toState } from '#shared/state/states.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import classes from './mapped-list.module.css';

const ROW = 32;
const CHOICES = (Object.keys(STATES) as (keyof typeof STATES)[]).filter(
  (state): state is TaskState => state !== 'none' && state !== 'removed',
);

/** The instances of a mapped task, however many: those in view, of all states or of one. */
export function MappedList({ task }: { task: TaskInstance }) {
  const texts = useTexts();
  const format = useFormat();
  const [state, setState] = useState<TaskState | ''>('');
  const query = useInfiniteQuery(mappedQuery(task.dag_id, task.dag_run_id, task.task_id, state));
  const rows = rowsOf(query.data, (one) => String(one.map_index));
  const scroller = useRef<HTMLElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600} role="status">
          {texts.preview.instances(totalOf(query.data) ?? 0)}
        </Text>
        <NativeSelect
          size="xs"
          aria-label={texts.preview.instanceState}
          value={state}
          data={[
            { value: '', label: texts.preview.anyState },
            ...CHOICES.map((value) => ({ value, label: texts.state[value] })),
          ]}
          onChange={(event) => setState(event.currentTarget.value as TaskState | '')}
        />
      </Group>
      {query.isError && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
      <section ref={scroller} className={classes.scroller} aria-label={texts.preview.list} tabIndex={0}>
        <ul className={classes.rows} style={{ height: list.getTotalSize() }}>
          {items.map((item) => {
            const one = rows[item.index];
            if (one === undefined) return null;
            return (
              <li key={one.map_index} className={classes.row} style={{ transform: `translateY(${item.start}px)` }}>
                <Link
                  to="/dags/$dagId/runs/$runId/tasks/$taskId"
                  params={{ dagId: one.dag_id, runId: one.dag_run_id, taskId: one.task_id }}
                  search={(before) => ({
                    view: (before as { view?: 'tasks' | 'details' | 'compare' }).view,
                    map: one.map_index,
                  })}
                  aria-current={one.map_index === task.map_index || undefined}
                  resetScroll={false}
                >
                  [{one.rendered_map_index ?? one.map_index}]
                </Link>
                <StateLabel state={toState(one.state)} />
                <span>{format.duration(one.duration)}</span>
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
}
