import { Center, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { sessionStore } from '#shared/api/session.ts';
import { useSession } from '#shared/api/use-session.ts';
import { LiveProvider } from '#shared/live/live-provider.tsx';
import { useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { SignInForm } from './sign-in-form.tsx';

/**
 * Shows the page to who is signed in. The sign-in stands at the address that was asked for, so there is nothing to return to;
 * a session that ends is renewed in a dialog over the page, which stays as it is.
 */
export function AuthGate({ children }: { children: ReactNode }) {
  const texts = useTexts();
  const language = useLanguage();
  const state = useSession();
  const client = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);

  const load = () => {
    setFailure(null);
    sessionStore.load().catch(setFailure);
  };
  useEffect(load, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (state.status === 'signed-out') client.clear();
  }, [state.status, client]);

  if (failure !== null) {
    return (
      <Center h="100dvh" p="md">
        <Failure error={failure} onRetry={load} />
      </Center>
    );
  }
  if (state.status === 'unknown') return <Waiting />;
  if (state.session === null) return <SignInPage />;
  return (
    // Somebody else's name starts the page anew: nothing of the one before may stay.
    <LiveProvider key={state.session.username}>
      {children}
      <Modal
        opened={state.status === 'expired'}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={texts.auth.again}
        zIndex={500}
        centered
      >
        <Stack>
          <Text size="sm">{texts.auth.expired}</Text>
          <SignInForm
            username={state.session.username}
            onDone={(samePerson) => {
              if (samePerson) return;
              client.clear();
              notifications.show({ color: 'orange', message: texts.auth.otherUser });
            }}
          />
        </Stack>
      </Modal>
    </LiveProvider>
  );
}

function SignInPage() {
  const texts = useTexts();
  useEffect(() => {
    document.title = `${texts.auth.submit} - Aquilon`;
  }, [texts]);
  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper className="card" p="xl" w="100%" maw={400}>
        <Stack>
          <img src="/icon.svg" alt="" width={40} height={40} />
          <Title order={1} size="h3">
            {texts.auth.title}
          </Title>
          <SignInForm />
          <Text size="xs" c="dimmed">
            {texts.auth.hint}
          </Text>
        </Stack>
      </Paper>
    </Center>
  );
}
