import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { parseConf } from '#features/trigger/conf.ts';
import { call } from '#shared/api/client.ts';
import type { Asset } from '#shared/api/queries/assets.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain, Failure } from '#shared/widgets/messages.tsx';

/** Says by hand that the asset has changed, or runs the DAG that makes it. */
export function AssetActions({ asset }: { asset: Asset }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const materialise = useMutation({
    mutationFn: () => call('POST /api/v2/assets/{asset_id}/materialize', { path: { asset_id: asset.id } }),
    onSuccess: (run) => {
      void client.invalidateQueries({ queryKey: keys.assets });
      notifications.show({
        color: 'green',
        title: texts.trigger.started(run.dag_run_id),
        message: (
          <Link to="/dags/$dagId/runs/$runId" params={{ dagId: run.dag_id, runId: run.dag_run_id }}>
            {texts.trigger.open}
          </Link>
        ),
      });
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: texts.assets.notMaterialised, message: explain(error, texts) }),
  });
  if (!mayChange) return null;
  return (
    <Group gap="xs">
      {/* Without a task that makes it there is nothing to run. */}
      {asset.producing_tasks.length > 0 && (
        <Button variant="default" loading={materialise.isPending} onClick={() => materialise.mutate()}>
          {texts.assets.materialise}
        </Button>
      )}
      <Button onClick={() => setOpen(true)}>{texts.assets.create}</Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={texts.assets.createFor(asset.name)}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <EventForm assetId={asset.id} onDone={() => setOpen(false)} />
      </Modal>
    </Group>
  );
}

function EventForm({ assetId, onDone }: { assetId: number; onDone: () => void }) {
  const texts = useTexts();
  const client = useQueryClient();
  const [extra, setExtra] = useState('{}');
  const [partition, setPartition] = useState('');
  const parsed = parseConf(extra);
  const create = useMutation({
    mutationFn: (given: Record<string, unknown>) =>
      call('POST /api/v2/assets/events', {
        body: {
          asset_id: assetId,
          extra: given,
          ...(partition.trim() === '' ? {} : { partition_key: partition.trim() }),
        },
      }),
    onSuccess: () => {
      onDone();
      notifications.show({ color: 'green', message: texts.assets.created });
      void client.invalidateQueries({ queryKey: keys.assets });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('conf' in parsed) create.mutate(parsed.conf);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {create.isError && <Failure error={create.error} />}
        <Textarea
          label={texts.assets.extra}
          error={'problem' in parsed ? texts.trigger.confNotObject : null}
          classNames={{ input: 'mono' }}
          spellCheck={false}
          autosize
          minRows={3}
          value={extra}
          onChange={(event) => setExtra(event.currentTarget.value)}
        />
        <TextInput
          label={texts.assets.partition}
          description={texts.assets.partitionHint}
          value={partition}
          onChange={(event) => setPartition(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" disabled={'problem' in parsed} loading={create.isPending}>
            {texts.assets.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
