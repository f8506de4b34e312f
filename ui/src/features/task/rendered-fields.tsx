import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type InstanceAddress, instanceQuery } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { TextView } from '#shared/widgets/text-view.tsx';

/** What the templates of a task became in its newest attempt. */
export function RenderedFields({ address, state }: { address: InstanceAddress; state: string | null }) {
  const texts = useTexts();
  const instance = useQuery(instanceQuery(address, state));
  if (instance.isPending) return <Waiting />;
  if (instance.isError) return <Failure error={instance.error} onRetry={() => void instance.refetch()} />;
  const fields = Object.entries(instance.data.rendered_fields ?? {});
  if (fields.length === 0) return <Empty title={texts.task.noRendered} hint={texts.task.noRenderedHint} />;
  return (
    <Stack>
      {fields.map(([name, value]) => (
        <div key={name}>
          <Text size="sm" fw={600} className="mono">
            {name}
          </Text>
          {typeof value === 'string' ? (
            <TextView text={value} label={texts.task.valueOf(name)} />
          ) : (
            <JsonView value={value} label={texts.task.valueOf(name)} />
          )}
        </div>
      ))}
    </Stack>
  );
}
