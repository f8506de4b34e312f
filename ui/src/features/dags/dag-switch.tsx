import { Switch } from '@mantine/core';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useDagSwitch } from './use-dag-switch.ts';

/** On or off; who may not change it reads it as a word. */
export function DagSwitch({ dagId, isPaused }: { dagId: string; isPaused: boolean }) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const change = useDagSwitch(dagId);
  const word = isPaused ? texts.dags.off : texts.dags.on;
  if (!mayChange) return <span>{word}</span>;
  return (
    <Switch
      checked={!isPaused}
      onChange={(event) => change.mutate(!event.currentTarget.checked)}
      aria-label={texts.dags.switch(dagId)}
      title={word}
    />
  );
}
