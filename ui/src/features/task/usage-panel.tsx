import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useCallback, useMemo, useState } from 'react';
import { LineChart } from '#features/charts/lazy-line-chart.tsx';
import type { Usage } from '#shared/api/extra-operations.ts';
import { type InstanceAddress, type TaskInstance, type TaskTry, usageQuery } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { curvesOf, peakOf, whyNone } from './usage-curve.ts';
import classes from './usage-panel.module.css';

const HEIGHT = 200;

/** Memory and CPU of an attempt over its time; it grows while the attempt runs. */
export function UsagePanel({ address, attempt }: { address: InstanceAddress; attempt: TaskInstance | TaskTry }) {
  const texts = useTexts();
  const format = useFormat();
  const usage = useQuery(usageQuery(address, attempt.try_number));
  if (usage.isPending) return <Waiting />;
  if (usage.isError) return <Failure error={usage.error} onRetry={() => void usage.refetch()} />;
  const { data } = usage;
  const peak = peakOf(data);
  if (peak === null) return <Empty title={texts.usage.none} hint={texts.usage[whyNone(attempt.state)]} />;
  return (
    <Stack gap="sm" data-testid="task-usage">
      <Facts
        items={[
          [texts.usage.peak, format.bytes(peak.memory)],
          [texts.usage.mean, data.mean_cpu === null ? null : texts.overview.percent(Math.round(data.mean_cpu * 100))],
          [texts.usage.total, format.duration(data.cpu_seconds)],
          [texts.usage.measured, format.duration(data.seconds)],
        ]}
      />
      <Text size="xs" c="dimmed">
        {texts.usage.hundred}
      </Text>
      {data.points.length < 2 ? <Text size="sm">{texts.usage.short}</Text> : <Curves usage={data} peak={peak.memory} />}
    </Stack>
  );
}

function Curves({ usage, peak }: { usage: Usage; peak: number }) {
  const texts = useTexts();
  const format = useFormat();
  const [isTable, setTable] = useState(false);
  const curves = useMemo(() => curvesOf(usage), [usage]);
  const percent = useCallback((share: number) => texts.overview.percent(Math.round(share)), [texts]);
  const points = useMemo(() => curves.seconds.map((at) => ({ name: format.duration(at), tick: '' })), [curves, format]);
  const memory = useMemo(() => [{ name: texts.usage.memory, values: curves.memory }], [curves, texts]);
  const cpu = useMemo(() => [{ name: texts.usage.cpu, values: curves.cpu }], [curves, texts]);
  const time = format.duration(usage.seconds);
  const memoryText = texts.usage.memoryOver(time, format.bytes(peak), format.bytes(curves.memory.at(-1) ?? 0));
  const cpuText = texts.usage.cpuOver(time, percent((usage.mean_cpu ?? 0) * 100), percent(Math.max(...curves.cpu)));
  const axis = { points, places: curves.seconds, pointName: texts.usage.time, formatPlace: format.duration };
  return (
    <Stack gap="xs">
      <Group justify="flex-end">
        <Button size="compact-sm" variant="default" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? texts.charts.asChart : texts.charts.asTable}
        </Button>
      </Group>
      {isTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        <section className={classes.frame} tabIndex={0} aria-label={texts.usage.tab}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{texts.usage.time}</th>
                <th scope="col">{texts.usage.memory}</th>
                <th scope="col">{texts.usage.cpu}</th>
              </tr>
            </thead>
            <tbody>
              {curves.seconds.map((at, place) => (
                <tr key={at}>
                  <th scope="row">{format.duration(at)}</th>
                  <td>{format.bytes(curves.memory[place] ?? 0)}</td>
                  <td>{percent(curves.cpu[place] ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <Suspense fallback={<Waiting />}>
          <Text size="sm">{memoryText}</Text>
          <LineChart {...axis} lines={memory} format={format.bytes} label={memoryText} height={HEIGHT} fromZero />
          <Text size="sm">{cpuText}</Text>
          <LineChart {...axis} lines={cpu} format={percent} label={cpuText} height={HEIGHT} fromZero />
        </Suspense>
      )}
    </Stack>
  );
}
