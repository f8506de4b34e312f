import { Button, Checkbox, Group, NumberInput, Radio, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { DagDetails } from '#shared/api/queries/dags.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import { BackfillPreview } from './backfill-preview.tsx';
import { parseConf } from './conf.ts';
import { ConfField } from './conf-field.tsx';
import { DateField } from './date-field.tsx';
import { ZoneField } from './zone-field.tsx';

const REPROCESS = ['none', 'failed', 'completed'] as const;
/** As the server takes it where nobody says. */
const MOST_AT_ONCE = 10;

interface Props {
  readonly dag: DagDetails;
  readonly onClose: () => void;
  /** Something was typed or chosen. */
  readonly onTouched: () => void;
}

/** Runs for a time that is past. They are shown before they are made. */
export function BackfillForm({ dag, onClose, onTouched }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const dagId = dag.dag_id;
  const [zone, setZone] = useState(format.zone);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const [reprocess, setReprocess] = useState<(typeof REPROCESS)[number]>('none');
  const [isBackwards, setBackwards] = useState(false);
  const [most, setMost] = useState<number | string>(MOST_AT_ONCE);
  const [conf, setConf] = useState('');
  const [unpause, setUnpause] = useState(dag.is_paused);
  const parsed = parseConf(conf);
  const isComplete = from !== null && to !== null && most !== '' && 'conf' in parsed;

  const body = () => ({
    dag_id: dagId,
    from_date: from ?? '',
    to_date: to ?? '',
    reprocess_behavior: reprocess,
    run_backwards: isBackwards,
    max_active_runs: Number(most),
    // Without one, what runs again keeps its own.
    ...(conf.trim() !== '' && 'conf' in parsed ? { dag_run_conf: parsed.conf } : {}),
  });
  const preview = useMutation({ mutationFn: () => call('POST /api/v2/backfills/dry_run', { body: body() }) });
  const create = useMutation({
    mutationFn: async () => {
      const made = await call('POST /api/v2/backfills', { body: body() });
      // Only then: one that is refused must not leave the DAG switched on.
      if (unpause && dag.is_paused)
        await call('PATCH /api/v2/dags/{dag_id}', { path: { dag_id: dagId }, body: { is_paused: false } });
      return made;
    },
    onSuccess: ({ id }) => {
      onClose();
      notifications.show({
        color: 'green',
        title: texts.backfill.started(id),
        message: (
          <Link to="/dags/$dagId/backfills" params={{ dagId }} search={{ backfill: id }}>
            {texts.backfill.open}
          </Link>
        ),
      });
    },
    onSettled: () => {
      for (const queryKey of [keys.backfills(dagId), keys.runsOf(dagId), keys.dagLists, keys.dag(dagId)])
        void client.invalidateQueries({ queryKey });
    },
  });
  /** What was shown is no more what would be made. */
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      preview.reset();
      create.reset();
      onTouched();
    };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    if (preview.data === undefined) preview.mutate();
    else create.mutate();
  };
  const failure = preview.error ?? create.error;
  const runs = preview.data?.backfills;
  const buttons = useRef<HTMLDivElement>(null);
  // The answer appears at the end of a long form, with what to do next below it.
  useEffect(() => {
    if (runs !== undefined || failure !== null) buttons.current?.scrollIntoView({ block: 'nearest' });
  }, [runs, failure]);
  return (
    <form onSubmit={submit}>
      <Stack>
        <Group align="flex-end">
          <DateField label={texts.backfill.from} at={from} zone={zone} isRequired onChange={change(setFrom)} />
          <DateField label={texts.backfill.to} at={to} zone={zone} isRequired onChange={change(setTo)} />
        </Group>
        <Group align="flex-end">
          <ZoneField zone={zone} ofDag={dag.timezone} onChange={setZone} />
          <NumberInput
            label={texts.backfill.most}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            value={most}
            onChange={change(setMost)}
            flex="1 1 200px"
          />
        </Group>
        <Radio.Group
          label={texts.backfill.reprocess}
          value={reprocess}
          onChange={(value) => change(setReprocess)(REPROCESS.find((one) => one === value) ?? 'none')}
        >
          <Stack gap={6} mt={6}>
            {REPROCESS.map((one) => (
              <Radio key={one} value={one} label={texts.backfill.behaviour[one]} />
            ))}
          </Stack>
        </Radio.Group>
        <Checkbox
          label={texts.backfill.backwards}
          checked={isBackwards}
          onChange={({ currentTarget }) => change(setBackwards)(currentTarget.checked)}
        />
        {dag.is_paused && (
          <Checkbox
            label={texts.backfill.unpause}
            checked={unpause}
            onChange={({ currentTarget }) => setUnpause(currentTarget.checked)}
          />
        )}
        <ConfField dagId={dagId} text={conf} hint={texts.backfill.confHint} onChange={change(setConf)} />
        {runs && <BackfillPreview runs={runs} zone={zone} />}
        {failure && <Failure error={failure} title={texts.backfill.refused} />}
        <Group ref={buttons} justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button
            type="submit"
            disabled={!isComplete || runs?.length === 0}
            loading={preview.isPending || create.isPending}
          >
            {runs === undefined ? texts.backfill.look : texts.backfill.create(runs.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
