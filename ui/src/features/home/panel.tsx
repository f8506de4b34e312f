import { Group, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import classes from './home.module.css';

interface Props {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** One thing that the home page tells. */
export function Panel({ title, aside, children }: Props) {
  return (
    <section className={`card ${classes.panel}`} aria-label={title}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </section>
  );
}

interface AskedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

export function Asked<T>({ query, children }: AskedProps<T>) {
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return query.data === undefined ? <Waiting /> : children(query.data);
}

interface ListProps<T> {
  readonly query: UseQueryResult<readonly T[]>;
  readonly keyOf: (row: T) => string | number;
  readonly empty: string;
  readonly row: (row: T) => ReactNode;
}

/** A short list, or the sentence that says what would stand there. */
export function ShortList<T>({ query, keyOf, empty, row }: ListProps<T>) {
  return (
    <Asked query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <p className={classes.empty}>{empty}</p>
        ) : (
          <ul className={classes.list}>
            {rows.map((one) => (
              <li key={keyOf(one)}>{row(one)}</li>
            ))}
          </ul>
        )
      }
    </Asked>
  );
}
