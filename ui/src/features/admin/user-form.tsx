import { PasswordInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { User } from '#shared/api/queries/installation.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useUser } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { FormDialog } from './form-dialog.tsx';

const ROLES = ['Admin', 'Op', 'User', 'Viewer', 'Public'] as const;

/** Lets somebody sign in, or changes the user that is given. */
export function UserForm({ user, onClose }: { user: User | null; onClose: () => void }) {
  const texts = useTexts();
  const { username: own } = useUser();
  const [username, setUsername] = useState(user?.username ?? '');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<string>(user?.role ?? 'Viewer');
  const [person, setPerson] = useState({
    first_name: user?.first_name ?? '',
    last_name: user?.last_name ?? '',
    email: user?.email ?? '',
  });
  const isOwn = user?.username === own;
  const send = () =>
    user === null
      ? call('POST /aquilon/users', { body: { username: username.trim(), password, role, ...person } })
      : call('PATCH /aquilon/users/{username}', {
          path: { username: user.username },
          body: { ...person, ...(password !== '' && { password }), ...(role !== user.role && { role }) },
        });
  return (
    <FormDialog
      title={user === null ? texts.admin.addUser : texts.admin.editTitle(user.username)}
      button={user === null ? texts.admin.add : texts.admin.save}
      isComplete={username.trim() !== '' && (user !== null || password !== '')}
      send={send}
      renews={keys.users}
      onClose={onClose}
    >
      <TextInput
        label={texts.auth.username}
        withAsterisk
        maxLength={250}
        autoComplete="off"
        readOnly={user !== null}
        value={username}
        onChange={({ currentTarget }) => setUsername(currentTarget.value)}
        data-autofocus={user === null}
      />
      <PasswordInput
        label={texts.auth.password}
        description={user === null ? undefined : isOwn ? texts.admin.ownPasswordHint : texts.admin.passwordHint}
        withAsterisk={user === null}
        maxLength={1024}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': texts.admin.showPassword }}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      {/* Whoever takes the right from themselves can not give it back. */}
      {isOwn ? (
        <TextInput label={texts.admin.role} description={texts.admin.ownRoleHint} readOnly value={role} />
      ) : (
        <Select
          label={texts.admin.role}
          description={texts.admin.roleHint}
          allowDeselect={false}
          data={[...ROLES]}
          value={role}
          onChange={(value) => value !== null && setRole(value)}
        />
      )}
      {(['first_name', 'last_name', 'email'] as const).map((name) => (
        <TextInput
          key={name}
          label={texts.admin.person[name]}
          maxLength={250}
          autoComplete="off"
          value={person[name]}
          onChange={({ currentTarget: { value } }) => setPerson((before) => ({ ...before, [name]: value }))}
        />
      ))}
    </FormDialog>
  );
}
