import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Suspense, useMemo, useState } from 'react';
import { LineChart } from '#features/charts/lazy-line-chart.tsx';
import { workerRatesQuery } from '#shared/api/queries/browse.ts';
import type { RateShare } from '#shared/api/worker-operations.ts';
import type { Formatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Column, DataTable } from '#shared/list/data-table.tsx';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { STATES } from '#shared/state/states.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import { ENDS, type End, endedOf, seriesOf, TIMES } from './rate-series.ts';
import classes from './rates.module.css';

const HEIGHT = 190;
const MINUTE = 60_000;
/** Told apart without their colours as well. */
const DASHES: Readonly<Record<End, readonly number[]>> = {
  success: [],
  failed: [9, 3],
  up_for_retry: [3, 3],
  skipped: [9, 3, 2, 3],
};

interface Props {
  readonly hours: 1 | 24;
  readonly queue: string | undefined;
  readonly onHours: (hours: 1 | 24) => void;
  readonly onQueue: (queue: string | undefined) => void;
}

/** How many attempts end, how long they take and how long they wait: over time, by queue and by worker. */
export function Rates({ hours, queue, onHours, onQueue }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const [isTable, setTable] = useState(false);
  const rates = useQuery({ ...workerRatesQuery({ hours, queue }), placeholderData: keepPreviousData });
  const minute = Math.floor(useNow(true) / MINUTE);
  const series = useMemo(
    () => (rates.data ? seriesOf(rates.data, hours, minute * MINUTE) : undefined),
    [rates.data, hours, minute],
  );
  const charts = useMemo(() => (series ? chartsOf(series, texts, format) : []), [series, texts, format]);
  const points = useMemo(
    () => series?.at.map((at) => ({ name: format.short(at), tick: format.minute(at) })) ?? [],
    [series, format],
  );
  const columns = useMemo(() => columnsOf(texts, format, hours), [texts, format, hours]);
  const queues = [...new Set([...(rates.data?.queues.map(({ name }) => name) ?? []), ...(queue ? [queue] : [])])];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {texts.rates.title}
        </Title>
        <Group gap="xs">
          <Select
            aria-label={texts.browse.queue}
            placeholder={texts.rates.allQueues}
            clearable
            w={160}
            data={queues}
            value={queue ?? null}
            onChange={(value) => onQueue(value ?? undefined)}
          />
          <Select
            aria-label={texts.rates.time}
            allowDeselect={false}
            w={160}
            data={([1, 24] as const).map((value) => ({ value: String(value), label: texts.rates.hours[value] }))}
            value={String(hours)}
            onChange={(value) => onHours(value === '24' ? 24 : 1)}
          />
          <Button variant="default" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? texts.charts.asChart : texts.charts.asTable}
          </Button>
        </Group>
      </Group>
      {rates.isError && <Failure error={rates.error} onRetry={() => void rates.refetch()} />}
      {rates.isPending && <Waiting />}
      {rates.data?.counted_from && (
        <Text size="sm">{texts.rates.countedFrom(format.dateTime(rates.data.counted_from))}</Text>
      )}
      {series?.ends.length === 0 && (
        <div className="card">
          <Empty title={texts.rates.none} hint={texts.rates.noneHint} />
        </div>
      )}
      {rates.data && series && series.ends.length > 0 && (
        <>
          {isTable ? (
            <PointTable points={points} charts={charts} />
          ) : (
            <div className={classes.charts}>
              {charts.map(({ id, title, lines, show }) => (
                <section key={id} className={`card ${classes.chart}`}>
                  <h3>{title}</h3>
                  <Suspense fallback={<Waiting />}>
                    <LineChart
                      points={points}
                      pointName={texts.rates.when}
                      lines={lines}
                      format={show}
                      label={title}
                      height={HEIGHT}
                    />
                  </Suspense>
                </section>
              ))}
            </div>
          )}
          <Shares title={texts.rates.byQueue} rows={rates.data.queues} columns={columns} />
          <Shares title={texts.rates.byWorker} rows={rates.data.workers} columns={columns.filter(hasHost)} />
        </>
      )}
    </Stack>
  );
}

/** A try after which another follows keeps no host. */
const hasHost = ({ id }: { id: string }): boolean => id !== 'up_for_retry';

type Chart = ReturnType<typeof chartsOf>[number];

function chartsOf({ ends, times }: ReturnType<typeof seriesOf>, texts: Texts, format: Formatter) {
  return [
    {
      id: 'ends',
      title: texts.rates.perMinute,
      lines: ends.map(({ end, values }) => ({
        name: texts.state[end],
        values,
        colour: STATES[end].colour,
        dash: DASHES[end],
      })),
      show: texts.rates.number,
    },
    ...TIMES.map((time) => ({
      id: time,
      title: texts.rates.times[time],
      lines: [
        { name: texts.rates.median, values: times[time].median },
        { name: texts.rates.p95, values: times[time].p95, dash: DASHES.failed },
      ],
      show: format.duration,
    })),
  ];
}

/** What the charts show, of the points at which something has ended; the newest first. */
function PointTable({ points, charts }: { points: readonly { name: string }[]; charts: readonly Chart[] }) {
  const texts = useTexts();
  const lines = charts.flatMap(({ id, title, lines: shown, show }) =>
    shown.map(({ name, values }) => ({ id: `${id} ${name}`, title: `${title}: ${name}`, values, show })),
  );
  const rows = points
    .map((point, place) => ({ ...point, place }))
    .filter(({ place }) => lines.some(({ values }) => values[place]));
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'when', name: texts.rates.when, cell: ({ name }) => name },
    ...lines.map(
      ({ id, title, values, show }): Column<(typeof rows)[number]> => ({
        id,
        name: title,
        isNumber: true,
        cell: ({ place }) => {
          const value = values[place];
          return value === null || value === undefined ? null : show(value);
        },
      }),
    ),
  ];
  return <DataTable label={texts.rates.title} columns={columns} rows={rows.toReversed()} keyOf={({ name }) => name} />;
}

interface SharesProps {
  readonly title: string;
  readonly rows: readonly RateShare[];
  readonly columns: readonly Column<RateShare>[];
}

function Shares({ title, rows, columns }: SharesProps) {
  if (rows.length === 0) return null;
  return (
    <>
      <Title order={3} size="h5">
        {title}
      </Title>
      <DataTable label={title} columns={columns} rows={rows} keyOf={({ name }) => name} />
    </>
  );
}

function columnsOf(texts: Texts, format: Formatter, hours: number): Column<RateShare>[] {
  const time = (id: 'median_duration' | 'p95_duration' | 'median_queued' | 'p95_queued', name: string) => ({
    id,
    name,
    isNumber: true,
    cell: (share: RateShare) => format.duration(share[id]),
  });
  return [
    { id: 'name', name: texts.rates.name, isName: true, cell: ({ name }) => name },
    {
      id: 'rate',
      name: texts.rates.aMinute,
      isNumber: true,
      cell: (share) => texts.rates.number(endedOf(share) / (hours * 60)),
    },
    ...ENDS.map(
      (end): Column<RateShare> => ({ id: end, name: texts.state[end], isNumber: true, cell: (share) => share[end] }),
    ),
    time('median_duration', texts.rates.column.median_duration),
    time('p95_duration', texts.rates.column.p95_duration),
    time('median_queued', texts.rates.column.median_queued),
    time('p95_queued', texts.rates.column.p95_queued),
  ];
}
