import { Stack, Text, Title } from '@mantine/core';
import type { Run } from '#shared/api/queries/runs.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { useNow } from '#shared/widgets/use-now.ts';

export function RunFacts({ run }: { run: Run }) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(run.state === 'running');
  return (
    <Facts
      items={[
        [texts.dag.type, texts.runType[run.run_type]],
        [texts.dag.logicalDate, format.dateTime(run.logical_date)],
        [texts.run.started, format.dateTime(run.start_date)],
        [texts.run.ended, format.dateTime(run.end_date)],
        [texts.run.duration, format.duration(run.duration ?? elapsed(run.start_date, run.end_date, now))],
      ]}
    />
  );
}

export function RunDetails({ run }: { run: Run }) {
  const texts = useTexts();
  const format = useFormat();
  const interval = [run.data_interval_start, run.data_interval_end].map(format.dateTime).filter(Boolean).join(' – ');
  const hasConf = run.conf !== null && Object.keys(run.conf).length > 0;
  return (
    <Stack>
      <Facts
        items={[
          [texts.run.runAfter, format.dateTime(run.run_after)],
          [texts.run.interval, interval],
          [texts.run.triggeredBy, [run.triggered_by, run.triggering_user_name].filter(Boolean).join(', ')],
          [texts.run.version, run.dag_versions.map((version) => version.version_number).join(', ')],
        ]}
      />
      <Title order={2} size="h5">
        {texts.run.conf}
      </Title>
      {hasConf ? <JsonView value={run.conf} label={texts.run.conf} /> : <Text c="dimmed">{texts.run.noConf}</Text>}
    </Stack>
  );
}
