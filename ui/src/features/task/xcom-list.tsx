import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type InstanceAddress, xcomQuery, xcomsQuery } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { ValueView } from './value-view.tsx';

/** The values that a task handed on. */
export function XComList({ address }: { address: InstanceAddress }) {
  const texts = useTexts();
  const list = useQuery(xcomsQuery(address));
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  const entries = list.data.xcom_entries;
  if (entries.length === 0) return <Empty title={texts.task.noXcom} hint={texts.task.noXcomHint} />;
  return (
    <Stack>
      {entries.map((entry) => (
        <XComValue key={entry.key} address={address} name={entry.key} />
      ))}
    </Stack>
  );
}

function XComValue({ address, name }: { address: InstanceAddress; name: string }) {
  const value = useQuery(xcomQuery(address, name));
  if (value.isPending) return <Waiting />;
  if (value.isError) return <Failure error={value.error} onRetry={() => void value.refetch()} />;
  return <ValueView name={name} value={'value' in value.data ? value.data.value : null} />;
}
