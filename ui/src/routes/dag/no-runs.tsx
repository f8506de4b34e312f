import { Button } from '@mantine/core';
import { useState } from 'react';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty } from '#shared/widgets/messages.tsx';

/** In place of what is shown of runs: how to come to the first one. */
export function NoRuns({ dagId }: { dagId: string }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const [isTriggering, setTriggering] = useState(false);
  return (
    <div className="card">
      <Empty title={texts.dag.noRuns} hint={mayChange ? texts.dag.noRunsHint : texts.dag.noRunsHintViewer}>
        {mayChange && (
          <Button variant="default" onClick={() => setTriggering(true)}>
            {texts.dags.trigger}
          </Button>
        )}
      </Empty>
      {isTriggering && <TriggerDialog dagId={dagId} onClose={() => setTriggering(false)} />}
    </div>
  );
}
