import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { DagDetails } from '#shared/api/queries/dags.ts';
import { keys } from '#shared/api/queries/keys.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { useFormat, useLanguage, usePreferences, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import { type ConfProblem, parseConf, showConf, toInstant, toPicker } from './conf.ts';
import { fieldsOf, problemsByParam, startConf } from './param-fields.ts';
import { ParamForm } from './param-form.tsx';

const confProblem = (problem: ConfProblem, texts: Texts): string =>
  problem.kind === 'not-object' ? texts.trigger.confNotObject : texts.trigger.confNotJson(problem.reason);

interface TriggerFormProps {
  readonly dag: DagDetails;
  readonly onClose: () => void;
  /** Something was typed or chosen. */
  readonly onTouched: () => void;
}

export function TriggerForm({ dag, onClose, onTouched }: TriggerFormProps) {
  const texts = useTexts();
  const language = useLanguage();
  const { zone } = useFormat();
  const isUtc = usePreferences().zone === 'utc';
  const client = useQueryClient();
  const dagId = dag.dag_id;

  const [date, setDate] = useState<string | null>(() => toPicker(new Date(), isUtc));
  const [runId, setRunId] = useState('');
  const [conf, setConf] = useState(() => showConf(startConf(dag.params)));
  const [note, setNote] = useState('');
  const [unpause, setUnpause] = useState(dag.is_paused);
  const [answered, setAnswered] = useState<Record<string, string>>({});
  const parsed = parseConf(conf);
  const fields = fieldsOf(dag.params);
  const given = 'conf' in parsed ? parsed.conf : {};

  /** The conf as JSON is what counts: the fields show it, and write into it. */
  const giveParam = (name: string, value: unknown) => {
    onTouched();
    const { [name]: _, ...others } = given;
    setConf(showConf(value === undefined ? others : { ...given, [name]: value }));
    setAnswered(({ [name]: __, ...rest }) => rest);
  };

  const trigger = useMutation({
    mutationFn: async (given: Record<string, unknown>) => {
      const run = await call('POST /api/v2/dags/{dag_id}/dagRuns', {
        path: { dag_id: dagId },
        body: {
          logical_date: date === null ? null : toInstant(date, isUtc),
          conf: given,
          ...(runId.trim() === '' ? {} : { dag_run_id: runId.trim() }),
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        },
      });
      // Only then: a run that is refused must not leave the DAG switched on.
      if (unpause && dag.is_paused) {
        await call('PATCH /api/v2/dags/{dag_id}', { path: { dag_id: dagId }, body: { is_paused: false } });
      }
      return run;
    },
    onError: (error) => setAnswered(problemsByParam(error.message)),
    onSuccess: (run) => {
      onClose();
      notifications.show({
        color: 'green',
        title: texts.trigger.started(run.dag_run_id),
        message: (
          <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId: run.dag_run_id }}>
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
    if ('conf' in parsed) trigger.mutate(parsed.conf);
  };

  return (
    <form onSubmit={submit} onChange={onTouched}>
      <Stack>
        {trigger.isError && <Failure error={trigger.error} title={texts.trigger.failed} />}
        <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
          <Stack gap={6} align="flex-start">
            <DateTimePicker
              w="100%"
              label={texts.trigger.logicalDate}
              description={texts.trigger.logicalDateHint(zone)}
              valueFormat="YYYY-MM-DD HH:mm:ss"
              withSeconds
              clearable
              clearButtonProps={{ 'aria-label': texts.trigger.clearDate }}
              value={date}
              onChange={(chosen) => {
                onTouched();
                setDate(chosen);
              }}
            />
            <Button size="compact-xs" variant="default" onClick={() => setDate(toPicker(new Date(), isUtc))}>
              {texts.trigger.now}
            </Button>
          </Stack>
        </DatesProvider>
        {fields.length > 0 && 'conf' in parsed && (
          <ParamForm fields={fields} conf={given} problems={answered} onChange={giveParam} />
        )}
        <Textarea
          label={texts.trigger.conf}
          description={texts.trigger.confHint}
          error={'problem' in parsed ? confProblem(parsed.problem, texts) : null}
          classNames={{ input: 'mono' }}
          spellCheck={false}
          autosize
          minRows={4}
          maxRows={14}
          value={conf}
          onChange={(event) => setConf(event.currentTarget.value)}
          data-autofocus={fields.length === 0}
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
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" disabled={'problem' in parsed} loading={trigger.isPending}>
            {texts.trigger.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
