import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';

interface Props {
  readonly title: string;
  readonly button: string;
  /** False while what was typed cannot be sent. */
  readonly isComplete: boolean;
  readonly send: () => Promise<unknown>;
  /** What the change makes old. */
  readonly renews: readonly unknown[];
  readonly onClose: () => void;
  /** At the left of the buttons. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A form over the page. A click beside it does not close it: nothing that was typed is lost by accident. */
export function FormDialog({ title, button, isComplete, send, renews, onClose, aside, children }: Props) {
  const texts = useTexts();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: send,
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: renews }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete) change.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      size="lg"
    >
      <form onSubmit={submit}>
        <Stack>
          {change.isError && <Failure error={change.error} title={texts.confirm.failed} />}
          {children}
          <Group justify="space-between">
            <Group gap="xs">{aside}</Group>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {texts.common.cancel}
              </Button>
              <Button type="submit" disabled={!isComplete} loading={change.isPending}>
                {button}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
