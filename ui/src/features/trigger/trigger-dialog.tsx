import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { dagQuery } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';

// The date picker arrives with the first dialog.
const TriggerForm = lazy(async () => ({ default: (await import('./trigger-form.tsx')).TriggerForm }));

/** A click beside the dialog does not close it, nor does Escape once something was typed: that would be lost. */
export function TriggerDialog({ dagId, onClose }: { dagId: string; onClose: () => void }) {
  const texts = useTexts();
  const dag = useQuery(dagQuery(dagId));
  const [isTouched, setTouched] = useState(false);
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      closeOnEscape={!isTouched}
      title={texts.trigger.title(dagId)}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      size="lg"
    >
      <Suspense fallback={<Waiting />}>
        {dag.isPending && <Waiting />}
        {dag.isError && <Failure error={dag.error} onRetry={() => void dag.refetch()} />}
        {dag.data && <TriggerForm dag={dag.data} onClose={onClose} onTouched={() => setTouched(true)} />}
      </Suspense>
    </Modal>
  );
}
