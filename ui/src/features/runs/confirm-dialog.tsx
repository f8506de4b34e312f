import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';

/** Something that changes a run or a task, asked for and not yet done. */
export interface Change {
  readonly title: string;
  readonly button: string;
  /** What will happen; with a preview, what its count means. */
  readonly explanation: string | ((count: number) => string);
  /** Asks the server how many task instances would change. */
  readonly preview?: () => Promise<number>;
  readonly apply: () => Promise<unknown>;
}

/** Says what will change, and changes it when that is wanted. */
export function ConfirmDialog({ change, onClose }: { change: Change; onClose: () => void }) {
  const texts = useTexts();
  const client = useQueryClient();
  const preview = useQuery({
    queryKey: ['preview', change.title, change.button],
    queryFn: () => change.preview?.() ?? Promise.resolve(1),
    enabled: change.preview !== undefined,
    gcTime: 0,
    staleTime: 0,
  });
  const apply = useMutation({
    mutationFn: () => change.apply(),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'layout' }),
  });
  const count = change.preview === undefined ? 1 : preview.data;
  const explain = () => {
    if (count === undefined) return texts.confirm.counting;
    if (count === 0) return texts.confirm.clearNone;
    return typeof change.explanation === 'string' ? change.explanation : change.explanation(count);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={change.title}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      centered
    >
      <Stack>
        {apply.isError && <Failure error={apply.error} title={texts.confirm.failed} />}
        {preview.isError ? (
          <Failure error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <Text role="status">{explain()}</Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button
            disabled={count === undefined || count === 0}
            loading={apply.isPending}
            onClick={() => apply.mutate()}
            data-autofocus
          >
            {change.button}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
