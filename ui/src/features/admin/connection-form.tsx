import { Alert, Autocomplete, Button, NumberInput, PasswordInput, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import { type Connection, pageConfigQuery } from '#shared/api/queries/admin.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Failure } from '#shared/widgets/messages.tsx';
import { CONNECTION_TYPES, type ConnectionField, typeOf } from './connection-types.ts';
import { FormDialog } from './form-dialog.tsx';
import { MASK } from './import-plan.ts';

/** Makes a connection, or changes the one that is given. Fields that its type does not show stay as they are. */
export function ConnectionForm({ connection, onClose }: { connection: Connection | null; onClose: () => void }) {
  const texts = useTexts();
  const [body, setBody] = useState(() => bodyOf(connection));
  const type = typeOf(body.conn_type);
  const give = (part: Partial<typeof body>) => setBody((before) => ({ ...before, ...part }));
  const label = (field: ConnectionField) => texts.admin.connField[type.names?.[field] ?? field];
  const isShown = (field: ConnectionField) => type.fields.includes(field);
  const problem = extraProblem(body.extra ?? '');
  return (
    <FormDialog
      title={connection === null ? texts.admin.addConnection : texts.admin.editTitle(connection.connection_id)}
      button={connection === null ? texts.admin.add : texts.admin.save}
      isComplete={body.connection_id !== '' && body.conn_type !== '' && problem === null}
      send={() =>
        connection === null
          ? call('POST /api/v2/connections', { body })
          : call('PATCH /api/v2/connections/{connection_id}', {
              path: { connection_id: connection.connection_id },
              body,
            })
      }
      renews={keys.connections}
      onClose={onClose}
    >
      <TextInput
        label={texts.admin.connectionId}
        description={connection === null ? texts.admin.connectionIdHint : undefined}
        withAsterisk
        maxLength={200}
        readOnly={connection !== null}
        value={body.connection_id}
        onChange={({ currentTarget }) => give({ connection_id: currentTarget.value.trim() })}
        data-autofocus={connection === null}
      />
      <Autocomplete
        label={texts.admin.connectionType}
        description={texts.admin.connectionTypeHint}
        withAsterisk
        data={CONNECTION_TYPES}
        value={body.conn_type}
        onChange={(value) => give({ conn_type: value.trim() })}
      />
      {isShown('host') && (
        <TextInput
          label={label('host')}
          value={body.host ?? ''}
          onChange={({ currentTarget }) => give({ host: currentTarget.value || null })}
        />
      )}
      {isShown('port') && (
        <NumberInput
          label={label('port')}
          min={0}
          max={65_535}
          allowDecimal={false}
          thousandSeparator=""
          value={body.port ?? ''}
          onChange={(value) => give({ port: typeof value === 'number' ? value : null })}
        />
      )}
      {isShown('schema') && (
        <TextInput
          label={label('schema')}
          value={body.schema ?? ''}
          onChange={({ currentTarget }) => give({ schema: currentTarget.value || null })}
        />
      )}
      {isShown('login') && (
        <TextInput
          label={label('login')}
          autoComplete="off"
          value={body.login ?? ''}
          onChange={({ currentTarget }) => give({ login: currentTarget.value || null })}
        />
      )}
      {isShown('password') && (
        <PasswordInput
          label={label('password')}
          description={body.password === MASK ? texts.admin.maskedHint : undefined}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': texts.admin.showPassword }}
          value={body.password ?? ''}
          onChange={({ currentTarget }) => give({ password: currentTarget.value || null })}
        />
      )}
      {isShown('extra') && (
        <Textarea
          label={label('extra')}
          description={texts.admin.extraHint}
          error={problem === null ? null : texts.admin.extraProblem}
          classNames={{ input: 'mono' }}
          spellCheck={false}
          autosize
          minRows={2}
          maxRows={12}
          value={body.extra ?? ''}
          onChange={({ currentTarget }) => give({ extra: currentTarget.value || null })}
        />
      )}
      <TextInput
        label={texts.admin.description}
        value={body.description ?? ''}
        onChange={({ currentTarget }) => give({ description: currentTarget.value || null })}
      />
      {type.isTried && <TryConnection body={body} />}
    </FormDialog>
  );
}

const bodyOf = (connection: Connection | null) => ({
  connection_id: connection?.connection_id ?? '',
  conn_type: connection?.conn_type ?? '',
  description: connection?.description ?? null,
  host: connection?.host ?? null,
  port: connection?.port ?? null,
  schema: connection?.schema ?? null,
  login: connection?.login ?? null,
  password: connection?.password ?? null,
  extra: connection?.extra ?? null,
});
export type ConnectionInput = ReturnType<typeof bodyOf>;

function extraProblem(text: string): 'not-object' | null {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'not-object';
  } catch {
    return 'not-object';
  }
}

/** Reaches the other system with what stands in the form. Where tries are switched off, says how to switch them on. */
function TryConnection({ body }: { body: ConnectionInput }) {
  const texts = useTexts();
  const { data } = useQuery(pageConfigQuery);
  const attempt = useMutation({ mutationFn: () => call('POST /api/v2/connections/test', { body }) });
  if (data?.test_connection === 'disabled')
    return (
      <Text size="sm" c="dimmed">
        {texts.admin.testsOff}
      </Text>
    );
  if (data?.test_connection !== 'enabled') return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="pulse" size={16} />}
        loading={attempt.isPending}
        disabled={body.connection_id === ''}
        onClick={() => attempt.mutate()}
      >
        {texts.admin.test}
      </Button>
      {attempt.isError && <Failure error={attempt.error} />}
      {attempt.data && (
        <Alert
          role="status"
          color={attempt.data.status ? 'green' : 'red'}
          title={attempt.data.status ? texts.admin.testPassed : texts.admin.testFailed}
        >
          {attempt.data.message}
        </Alert>
      )}
    </>
  );
}
