import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { sessionStore } from '#shared/api/session.ts';
import { useUser } from '#shared/api/use-session.ts';
import { isLanguage, LANGUAGES } from '#shared/i18n/languages.ts';
import { chooseLanguage, preferences } from '#shared/preferences/store.ts';
import { usePreferences, useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { explain } from '#shared/widgets/messages.tsx';

const LOCAL_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const AUTOMATIC = 'automatic';

export function SettingsMenu() {
  const texts = useTexts();
  const { language, zone, contrast } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const tell = (error: unknown) =>
    notifications.show({ color: 'red', title: texts.error.title, message: explain(error, texts) });
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
        <Choices
          name={texts.language.switch}
          value={language ?? AUTOMATIC}
          onChange={(value) => chooseLanguage(isLanguage(value) ? value : null).catch(tell)}
          options={[
            [AUTOMATIC, texts.language.automatic],
            ...Object.entries(LANGUAGES).map(([key, name]) => [key, name] as const),
          ]}
        />
        <Menu.Divider />
        <Choices
          name={texts.shell.zone}
          value={zone}
          onChange={(value) => preferences.set({ zone: value === 'utc' ? 'utc' : 'local' })}
          options={[
            ['local', texts.shell.zoneLocal(LOCAL_ZONE)],
            ['utc', texts.shell.zoneUtc],
          ]}
        />
        <Menu.Divider />
        <Choices
          name={texts.shell.colours}
          value={colorScheme}
          onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
          options={[
            ['auto', texts.shell.coloursSystem],
            ['light', texts.shell.coloursLight],
            ['dark', texts.shell.coloursDark],
          ]}
        />
        <Menu.Divider />
        <Choices
          name={texts.shell.contrast}
          value={contrast ? 'high' : 'normal'}
          onChange={(value) => preferences.set({ contrast: value === 'high' })}
          options={[
            ['normal', texts.shell.contrastNormal],
            ['high', texts.shell.contrastHigh],
          ]}
        />
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoicesProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChange: (value: string) => void;
}

function Choices({ name, value, options, onChange }: ChoicesProps) {
  return (
    <>
      <Menu.Label>{name}</Menu.Label>
      <Menu.RadioGroup value={value} onChange={onChange} aria-label={name}>
        {options.map(([key, label]) => (
          <Menu.RadioItem key={key} value={key} closeMenuOnClick>
            {label}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
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
