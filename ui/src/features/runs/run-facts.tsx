import type { Run } from '#shared/api/queries/runs.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
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
