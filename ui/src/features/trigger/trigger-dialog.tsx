import { Modal, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { type DagDetails, dagQuery } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';

// The date picker arrives with the first dialog.
const TriggerForm = lazy(async () => ({ default: (await import('./trigger-form.tsx')).TriggerForm }));
const BackfillForm = lazy(async () => ({ default: (await import('./backfill-form.tsx')).BackfillForm }));

type What = 'run' | 'backfill';

interface Props {
  readonly dagId: string;
  /** What it is opened for. */
  readonly what?: What;
  readonly onClose: () => void;
}

/** A click beside the dialog does not close it, nor does Escape once something was typed: that would be lost. */
export function TriggerDialog({ dagId, what = 'run', onClose }: Props) {
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
        {dag.data && <Forms dag={dag.data} what={what} onClose={onClose} onTouched={() => setTouched(true)} />}
      </Suspense>
    </Modal>
  );
}

interface FormsProps {
  readonly dag: DagDetails;
  readonly what: What;
  readonly onClose: () => void;
  readonly onTouched: () => void;
}

/** One run, or those of a time that is past where the schedule has such. What was typed into one form stays while the other is looked at. */
function Forms({ dag, what, onClose, onTouched }: FormsProps) {
  const texts = useTexts();
  const [shown, setShown] = useState<What>(what);
  const [opened, setOpened] = useState<ReadonlySet<What>>(new Set([what]));
  if (!dag.is_backfillable) return <TriggerForm dag={dag} onClose={onClose} onTouched={onTouched} />;
  const show = (next: What) => {
    setShown(next);
    setOpened(new Set([...opened, next]));
  };
  return (
    <Tabs value={shown} onChange={(next) => show(next === 'backfill' ? 'backfill' : 'run')}>
      <Tabs.List mb="md">
        <Tabs.Tab value="run">{texts.backfill.oneRun}</Tabs.Tab>
        <Tabs.Tab value="backfill">{texts.backfill.title}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="run">
        {opened.has('run') && <TriggerForm dag={dag} onClose={onClose} onTouched={onTouched} />}
      </Tabs.Panel>
      <Tabs.Panel value="backfill">
        {opened.has('backfill') && <BackfillForm dag={dag} onClose={onClose} onTouched={onTouched} />}
      </Tabs.Panel>
    </Tabs>
  );
}
