import { ActionIcon, Button, Group } from '@mantine/core';
import type { Dag } from '#shared/api/queries/dags.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { useTriggerNow } from './use-trigger-now.tsx';

interface Props {
  readonly dag: Dag;
  readonly onDialog: (dagId: string) => void;
}

/** One click that starts a run with what the DAG has as defaults, and one that asks first. */
export function TriggerButtons({ dag, onDialog }: Props) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const { trigger, isPending } = useTriggerNow(onDialog);
  if (!mayChange) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <ActionIcon
        variant="default"
        size={26}
        aria-label={texts.dags.runNow(dag.dag_id)}
        title={texts.dags.runNow(dag.dag_id)}
        loading={isPending}
        // Of one that is switched off the run would wait: the dialog offers to switch it on.
        onClick={() => (dag.is_paused ? onDialog(dag.dag_id) : trigger(dag.dag_id))}
      >
        <Icon name="play" size={14} />
      </ActionIcon>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={texts.dags.triggerDag(dag.dag_id)}
        onClick={() => onDialog(dag.dag_id)}
      >
        {texts.dags.trigger}
      </Button>
    </Group>
  );
}
