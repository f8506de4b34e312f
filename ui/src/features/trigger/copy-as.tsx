import { Tabs } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { TextView } from '#shared/widgets/text-view.tsx';
import { asCommand, asCurl, asTypeScript, type WantedRun } from './copies.ts';

/** What the form would do as a command and as code, to look at and to copy. */
export function CopyAs({ run }: { run: WantedRun }) {
  const texts = useTexts();
  const { origin } = window.location;
  const kinds = [
    { kind: 'curl', name: texts.trigger.copyCurl, text: asCurl(origin, run) },
    { kind: 'command', name: texts.trigger.copyCommand, text: asCommand(run) },
    { kind: 'typescript', name: texts.trigger.copyTypeScript, text: asTypeScript(origin, run) },
  ];
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List mb="xs" aria-label={texts.trigger.copyAs}>
        {kinds.map(({ kind, name }) => (
          <Tabs.Tab key={kind} value={kind}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {kinds.map(({ kind, name, text }) => (
        <Tabs.Panel key={kind} value={kind}>
          <TextView label={name} text={text} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
