import { Group, SegmentedControl, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { waitingQuery } from '#shared/api/queries/browse.ts';
import type { WaitingLine } from '#shared/api/worker-operations.ts';
import { elapsed, type Formatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Column, DataTable } from '#shared/list/data-table.tsx';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import { type Age, agesOf } from './ages.ts';
import classes from './waiting-lines.module.css';

type By = 'pools' | 'queues';

/** How many tasks that are ready wait for their place, and how long they have, by pool or queue. */
export function WaitingLines() {
  const texts = useTexts();
  const format = useFormat();
  const [by, setBy] = useState<By>('pools');
  const waiting = useQuery(waitingQuery);
  const lines = waiting.data?.[by] ?? [];
  const now = useNow(lines.length > 0);
  const columns = useMemo(() => columnsOf(by, texts, format, now), [by, texts, format, now]);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {texts.waiting.title}
        </Title>
        <SegmentedControl
          aria-label={texts.waiting.by}
          data={[
            { value: 'pools', label: texts.waiting.byPool },
            { value: 'queues', label: texts.waiting.byQueue },
          ]}
          value={by}
          onChange={(value) => setBy(value === 'queues' ? 'queues' : 'pools')}
        />
      </Group>
      {waiting.isError && <Failure error={waiting.error} onRetry={() => void waiting.refetch()} />}
      {waiting.isPending && <Waiting />}
      {waiting.data &&
        (lines.length === 0 ? (
          <div className="card">
            <Empty title={texts.waiting.none} hint={texts.waiting.noneHint} />
          </div>
        ) : (
          <DataTable label={texts.waiting.title} columns={columns} rows={lines} keyOf={({ name }) => name} />
        ))}
    </Stack>
  );
}

const AGES: readonly Age[] = ['minute', 'tenMinutes', 'hour', 'sixHours', 'more'];

function columnsOf(by: By, texts: Texts, format: Formatter, now: number): Column<WaitingLine>[] {
  return [
    {
      id: 'name',
      name: by === 'pools' ? texts.admin.poolName : texts.browse.queue,
      isName: true,
      cell: ({ name }) => (
        <Link
          to="/browse/task-instances"
          search={{ state: 'scheduled', ...(by === 'pools' ? { pool: name } : { queue: name }) }}
        >
          {name}
        </Link>
      ),
    },
    { id: 'count', name: texts.waiting.count, isNumber: true, cell: ({ count }) => count },
    { id: 'ages', name: texts.waiting.ages, cell: (line) => <Histogram line={line} now={now} /> },
    ...AGES.map(
      (age, place): Column<WaitingLine> => ({
        id: age,
        name: texts.waiting.age[age],
        isNumber: true,
        cell: (line) => agesOf(line, now)[place]?.count,
      }),
    ),
    {
      id: 'oldest',
      name: texts.waiting.oldest,
      isNumber: true,
      cell: ({ oldest }) => format.duration(elapsed(oldest, null, now)),
    },
  ];
}

/** Its counts stand beside it. */
function Histogram({ line, now }: { line: WaitingLine; now: number }) {
  const texts = useTexts();
  const ages = agesOf(line, now);
  const name = ages.map(({ age, count }) => `${texts.waiting.age[age]}: ${count}`).join(', ');
  return (
    <span className={classes.histogram} role="img" aria-label={name}>
      {ages.map(({ age, share }) => (
        <span key={age} style={{ height: share === 0 ? 1 : `${Math.max(8, share * 100)}%` }} />
      ))}
    </span>
  );
}
