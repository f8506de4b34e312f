import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';

/** The longest note that the server takes. */
const LONGEST = 1000;

/** The note of a run or of a task, and the way to change it. */
export function NoteEditor({ note, save }: { note: string | null; save: (note: string | null) => Promise<unknown> }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const [isOpen, setOpen] = useState(false);
  if (!mayChange && note === null) return null;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      {note !== null && (
        <Text size="sm" className="pre-line">
          <strong>{texts.rerun.note}</strong>
          {' : '}
          {note}
        </Text>
      )}
      {mayChange && (
        <Button size="compact-xs" h={24} variant="default" flex="none" onClick={() => setOpen(true)}>
          {note === null ? texts.rerun.addNote : texts.rerun.editNote}
        </Button>
      )}
      {isOpen && <NoteDialog note={note} save={save} onClose={() => setOpen(false)} />}
    </Group>
  );
}

interface DialogProps {
  readonly note: string | null;
  readonly save: (note: string | null) => Promise<unknown>;
  readonly onClose: () => void;
}

function NoteDialog({ note, save, onClose }: DialogProps) {
  const texts = useTexts();
  const client = useQueryClient();
  const [text, setText] = useState(note ?? '');
  const keep = useMutation({
    mutationFn: () => save(text.trim() === '' ? null : text),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'layout' }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={note === null ? texts.rerun.addNote : texts.rerun.editNote}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      centered
    >
      <Stack>
        {keep.isError && <Failure error={keep.error} title={texts.rerun.noteFailed} />}
        <Textarea
          label={texts.rerun.noteText}
          value={text}
          maxLength={LONGEST}
          autosize
          minRows={3}
          maxRows={12}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button loading={keep.isPending} onClick={() => keep.mutate()}>
            {texts.rerun.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
