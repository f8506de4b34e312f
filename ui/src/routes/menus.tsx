import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { sessionStore } from '#shared/api/session.ts';
import { useUser } from '#shared/api/use-session.ts';
import { LANGUAGES, type Language } from '#shared/i18n/languages.ts';
import { preferences } from '#shared/preferences/store.ts';
import { usePreferences, useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { explain } from '#shared/widgets/messages.tsx';

const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function SettingsMenu() {
  const texts = useTexts();
  const chosen = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const languages: readonly (Language | null)[] = [null, ...(Object.keys(LANGUAGES) as Language[])];
  const colours = [
    ['auto', texts.shell.coloursSystem],
    ['light', texts.shell.coloursLight],
    ['dark', texts.shell.coloursDark],
  ] as const;
  const zones = [
    ['local', texts.shell.zoneLocal(LOCAL_ZONE)],
    ['utc', texts.shell.zoneUtc],
  ] as const;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={texts.shell.settings}
          title={texts.shell.settings}
        >
          <Icon name="settings" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.language.switch}</Menu.Label>
        {languages.map((language) => (
          <Choice
            key={language ?? 'automatic'}
            label={language === null ? texts.language.automatic : LANGUAGES[language].language.name}
            isChosen={chosen.language === language}
            onChoose={() => preferences.set({ language })}
          />
        ))}
        <Menu.Divider />
        <Menu.Label>{texts.shell.zone}</Menu.Label>
        {zones.map(([zone, label]) => (
          <Choice key={zone} label={label} isChosen={chosen.zone === zone} onChoose={() => preferences.set({ zone })} />
        ))}
        <Menu.Divider />
        <Menu.Label>{texts.shell.colours}</Menu.Label>
        {colours.map(([scheme, label]) => (
          <Choice
            key={scheme}
            label={label}
            isChosen={colorScheme === scheme}
            onChoose={() => setColorScheme(scheme)}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice({ label, isChosen, onChoose }: { label: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <Menu.Item role="menuitemradio" aria-checked={isChosen} onClick={onChoose} rightSection={isChosen ? '✓' : null}>
      {label}
    </Menu.Item>
  );
}

export function AccountMenu() {
  const texts = useTexts();
  const { username, role } = useUser();
  const signOut = () => {
    sessionStore.signOut().catch((error: unknown) => {
      notifications.show({ color: 'red', title: texts.error.title, message: explain(error, texts) });
    });
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.shell.account(username)} title={username}>
          <Icon name="user" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.shell.signedInAs(username, role)}</Menu.Label>
        <Menu.Item onClick={signOut}>{texts.shell.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
