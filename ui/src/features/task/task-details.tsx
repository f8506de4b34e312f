import type { TaskInstance, TaskTry } from '#shared/api/queries/tasks.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { useNow } from '#shared/widgets/use-now.ts';

export function TaskDetails({ attempt }: { attempt: TaskInstance | TaskTry }) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(attempt.state === 'running');
  return (
    <Facts
      items={[
        [texts.run.attempt, `${attempt.try_number} / ${attempt.max_tries + 1}`],
        [texts.task.queuedAt, format.dateTime(attempt.queued_when)],
        [texts.run.started, format.dateTime(attempt.start_date)],
        [texts.run.ended, format.dateTime(attempt.end_date)],
        [texts.run.duration, format.duration(attempt.duration ?? elapsed(attempt.start_date, attempt.end_date, now))],
        [texts.task.pool, attempt.pool],
        [texts.task.queue, attempt.queue],
        [texts.task.host, attempt.hostname],
        [texts.task.process, attempt.pid],
        [texts.run.version, attempt.dag_version?.version_number],
      ]}
    />
  );
}
