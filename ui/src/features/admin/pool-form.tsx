import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { Pool } from '#shared/api/queries/admin.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { FormDialog } from './form-dialog.tsx';

/** Of a new pool, as Airflow's form has it. */
const SLOTS = 1;

/** Makes a pool, or changes the one that is given. */
export function PoolForm({ pool, onClose }: { pool: Pool | null; onClose: () => void }) {
  const texts = useTexts();
  const [name, setName] = useState(pool?.name ?? '');
  const [slots, setSlots] = useState<number | null>(pool?.slots ?? SLOTS);
  const [description, setDescription] = useState(pool?.description ?? '');
  const [includeDeferred, setIncludeDeferred] = useState(pool?.include_deferred ?? false);
  const isDefault = pool?.name === DEFAULT_POOL;
  const send = () => {
    const fields = { slots: slots ?? SLOTS, include_deferred: includeDeferred };
    const described = { description: description.trim() || null };
    if (pool === null) return call('POST /api/v2/pools', { body: { name: name.trim(), ...fields, ...described } });
    return call('PATCH /api/v2/pools/{pool_name}', {
      path: { pool_name: pool.name },
      query: isDefault ? { update_mask: ['slots', 'include_deferred'] } : {},
      body: { pool: pool.name, ...fields, ...described },
    });
  };
  return (
    <FormDialog
      title={pool === null ? texts.admin.addPool : texts.admin.editTitle(pool.name)}
      button={pool === null ? texts.admin.add : texts.admin.save}
      isComplete={name.trim() !== '' && slots !== null}
      send={send}
      renews={keys.pools}
      onClose={onClose}
    >
      <TextInput
        label={texts.admin.poolName}
        withAsterisk
        maxLength={256}
        readOnly={pool !== null}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        data-autofocus={pool === null}
      />
      <NumberInput
        label={texts.admin.slots}
        description={texts.admin.slotsHint}
        withAsterisk
        min={-1}
        max={2_147_483_647}
        allowDecimal={false}
        value={slots ?? ''}
        onChange={(value) => setSlots(typeof value === 'number' ? value : null)}
        data-autofocus={pool !== null}
      />
      {!isDefault && (
        <TextInput
          label={texts.admin.description}
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
      )}
      <Checkbox
        label={texts.admin.includeDeferred}
        description={texts.admin.includeDeferredHint}
        checked={includeDeferred}
        onChange={({ currentTarget }) => setIncludeDeferred(currentTarget.checked)}
      />
    </FormDialog>
  );
}

/** It takes every task that names no pool, and so can not be deleted. */
export const DEFAULT_POOL = 'default_pool';
