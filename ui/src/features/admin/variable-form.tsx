import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { Variable } from '#shared/api/queries/admin.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { FormDialog } from './form-dialog.tsx';
import { isMaskedVariable } from './variable-file.ts';

/** Makes a variable, or changes the one that is given. */
export function VariableForm({ variable, onClose }: { variable: Variable | null; onClose: () => void }) {
  const texts = useTexts();
  const [key, setKey] = useState(variable?.key ?? '');
  const [value, setValue] = useState(variable?.value ?? '');
  const [description, setDescription] = useState(variable?.description ?? '');
  const body = { key: key.trim(), value, description: description.trim() || null };
  return (
    <FormDialog
      title={variable === null ? texts.admin.addVariable : texts.admin.editTitle(variable.key)}
      button={variable === null ? texts.admin.add : texts.admin.save}
      isComplete={body.key !== ''}
      send={() =>
        variable === null
          ? call('POST /api/v2/variables', { body })
          : call('PATCH /api/v2/variables/{variable_key}', { path: { variable_key: variable.key }, body })
      }
      renews={keys.variables}
      onClose={onClose}
    >
      <TextInput
        label={texts.admin.key}
        withAsterisk
        maxLength={250}
        readOnly={variable !== null}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus={variable === null}
      />
      <Textarea
        label={texts.admin.value}
        description={variable !== null && isMaskedVariable(variable) ? texts.admin.maskedHint : undefined}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        autosize
        minRows={3}
        maxRows={14}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        data-autofocus={variable !== null}
      />
      <TextInput
        label={texts.admin.description}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
