import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiError } from '#shared/api/errors.ts';
import { sessionStore } from '#shared/api/session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

/** `username`: who was signed in before, when a session is to be renewed. */
export function SignInForm({ username, onDone }: { username?: string; onDone?: (samePerson: boolean) => void }) {
  const texts = useTexts();
  const [name, setName] = useState(username ?? '');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const samePerson = await sessionStore.signIn(name, password);
      onDone?.(samePerson);
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };

  const refused = error instanceof ApiError && error.status === 401;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {error !== null && (
          <Alert color="red" role="alert">
            {refused ? texts.auth.refused : explain(error, texts)}
          </Alert>
        )}
        <TextInput
          label={texts.auth.username}
          name="username"
          autoComplete="username"
          required
          withAsterisk={false}
          data-autofocus={username === undefined || undefined}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={texts.auth.password}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={username !== undefined || undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          {texts.auth.submit}
        </Button>
      </Stack>
    </form>
  );
}
