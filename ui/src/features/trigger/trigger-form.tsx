import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { DagDetails } from '#shared/api/queries/dags.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import { parseConf, showConf } from './conf.ts';
import { ConfField } from './conf-field.tsx';
import { bodyOf, type WantedRun } from './copies.ts';
import { CopyAs } from './copy-as.tsx';
import { DateField } from './date-field.tsx';
import { fieldsOf, problemsByParam, startConf } from './param-fields.ts';
import { ParamForm } from './param-form.tsx';
import { ZoneField } from './zone-field.tsx';

interface TriggerFormProps {
  readonly dag: DagDetails;
  readonly onClose: () => void;
  /** Something was typed or chosen. */
  readonly onTouched: () => void;
}

/** This second: nobody reads more of a date. */
const now = (): string => new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();

export function TriggerForm({ dag, onClose, onTouched }: TriggerFormProps) {
  const texts = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const dagId = dag.dag_id;

  const [zone, setZone] = useState(format.zone);
  const [date, setDate] = useState<string | null>(now);
  const [runId, setRunId] = useState('');
  const [conf, setConf] = useState(() => showConf(startConf(dag.params)));
  const [note, setNote] = useState('');
  const [unpause, setUnpause] = useState(dag.is_paused);
  const [answered, setAnswered] = useState<Record<string, string>>({});
  const [isCopying, setCopying] = useState(false);
  const parsed = parseConf(conf);
  const fields = fieldsOf(dag.params);
  const given = 'conf' in parsed ? parsed.conf : {};
  const run: WantedRun = { dagId, runId: runId.trim(), logicalDate: date, conf: given, note: note.trim() };

  /** The conf as JSON is what counts: the fields show it, and write into it. */
  const giveParam = (name: string, value: unknown) => {
    onTouched();
    const { [name]: _, ...others } = given;
    setConf(showConf(value === undefined ? others : { ...given, [name]: value }));
    setAnswered(({ [name]: __, ...rest }) => rest);
  };

  const trigger = useMutation({
    mutationFn: async () => {
      const made = await call('POST /api/v2/dags/{dag_id}/dagRuns', { path: { dag_id: dagId }, body: bodyOf(run) });
      // Only then: a run that is refused must not leave the DAG switched on.
      if (unpause && dag.is_paused) {
        await call('PATCH /api/v2/dags/{dag_id}', { path: { dag_id: dagId }, body: { is_paused: false } });
      }
      return made;
    },
    onError: (error) => setAnswered(problemsByParam(error.message)),
    onSuccess: (made) => {
      onClose();
      notifications.show({
        color: 'green',
        title: texts.trigger.started(made.dag_run_id),
        message: (
          <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId: made.dag_run_id }}>
            {texts.trigger.open}
          </Link>
        ),
      });
    },
    onSettled: () => {
      for (const queryKey of [keys.runsOf(dagId), keys.dagLists, keys.dag(dagId)])
        void client.invalidateQueries({ queryKey });
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('conf' in parsed) trigger.mutate();
  };

  return (
    <form onSubmit={submit} onChange={onTouched}>
      <Stack>
        {trigger.isError && <Failure error={trigger.error} title={texts.trigger.failed} />}
        <Stack gap={6} align="flex-start">
          <Group w="100%" align="flex-end">
            <DateField
              label={texts.trigger.logicalDate}
              description={texts.trigger.logicalDateHint}
              at={date}
              zone={zone}
              onChange={(chosen) => {
                onTouched();
                setDate(chosen);
              }}
            />
            <ZoneField zone={zone} ofDag={dag.timezone} onChange={setZone} />
          </Group>
          <Button size="compact-sm" variant="default" onClick={() => setDate(now())}>
            {texts.trigger.now}
          </Button>
        </Stack>
        {fields.length > 0 && 'conf' in parsed && (
          <ParamForm fields={fields} conf={given} problems={answered} zone={zone} onChange={giveParam} />
        )}
        <ConfField
          dagId={dagId}
          text={conf}
          hint={texts.trigger.confHint}
          hasFocus={fields.length === 0}
          onChange={(text) => {
            onTouched();
            setConf(text);
          }}
        />
        <TextInput
          label={texts.trigger.runId}
          description={texts.trigger.runIdHint}
          maxLength={250}
          value={runId}
          onChange={(event) => setRunId(event.currentTarget.value)}
        />
        <TextInput
          label={texts.trigger.note}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {dag.is_paused && (
          <Checkbox
            label={texts.trigger.unpause}
            checked={unpause}
            onChange={(event) => setUnpause(event.currentTarget.checked)}
          />
        )}
        {isCopying && 'conf' in parsed && <CopyAs run={run} />}
        <Group justify="space-between">
          <Button
            variant="subtle"
            aria-expanded={isCopying}
            disabled={'problem' in parsed}
            onClick={() => setCopying(!isCopying)}
          >
            {texts.trigger.copyAs}
          </Button>
          <Group gap="sm">
            <Button variant="default" onClick={onClose}>
              {texts.common.cancel}
            </Button>
            <Button type="submit" disabled={'problem' in parsed} loading={trigger.isPending}>
              {texts.trigger.submit}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
