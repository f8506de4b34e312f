import { Alert, Button, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '#shared/api/client.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import type { Workers } from '#shared/api/worker-operations.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

/** Lets the worker take no new tasks. */
export function DrainButton() {
  const texts = useTexts();
  const mayChange = useMayChange();
  const drain = useDrain();
  if (!mayChange) return null;
  return (
    <Tooltip label={texts.workers.drainHint}>
      <Button variant="default" loading={drain.isPending} onClick={() => drain.mutate(true)}>
        {texts.workers.drain}
      </Button>
    </Tooltip>
  );
}

/** Who has drained the worker, what is left to wait for, and the way back. */
export function DrainNote({ drained, busy }: { drained: NonNullable<Workers['drained']>; busy: number }) {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const drain = useDrain();
  return (
    <Alert
      color="orange"
      variant="light"
      role="status"
      title={
        // The colour of the alert is too pale for text on its own ground.
        <Text span inherit c="bright">
          {texts.workers.drained(drained.by, format.dateTime(drained.since))}
        </Text>
      }
    >
      <Text size="sm">{texts.workers.drainedHint(busy)}</Text>
      {mayChange && (
        <Button
          size="compact-sm"
          variant="default"
          mt="xs"
          loading={drain.isPending}
          onClick={() => drain.mutate(false)}
        >
          {texts.workers.resume}
        </Button>
      )}
    </Alert>
  );
}

function useDrain() {
  const client = useQueryClient();
  const texts = useTexts();
  return useMutation({
    mutationFn: (drained: boolean) => call('PATCH /aquilon/workers', { body: { drained } }),
    onSuccess: async (workers) => {
      // An answer that is under way would show what was before.
      await client.cancelQueries({ queryKey: keys.workers, exact: true });
      client.setQueryData<Workers>(keys.workers, workers);
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: texts.workers.notSwitched, message: explain(error, texts) }),
  });
}
