import { Alert, Text } from '@mantine/core';
import type { TaskInstance, TaskTry } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { waitOf } from './wait.ts';

/** What a deferred task waits for: above its log, as the reason of a failure is. */
export function WaitNote({ attempt }: { attempt: TaskInstance | TaskTry }) {
  const texts = useTexts();
  const format = useFormat();
  const wait = waitOf(attempt);
  if (wait === null) return null;
  const { since, every, until, target } = wait;
  return (
    <Alert color="violet" title={texts.task.waits} data-testid="task-wait">
      <Text size="sm">{texts.task.waitsSince(format.dateTime(since))}</Text>
      {every !== null && <Text size="sm">{texts.task.looksEvery(format.duration(every))}</Text>}
      {until !== null && <Text size="sm">{texts.task.waitsUntil(format.dateTime(until))}</Text>}
      {Object.keys(target).length > 0 && <JsonView value={target} label={texts.task.waits} />}
    </Alert>
  );
}
