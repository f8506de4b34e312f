import { Alert, Button, CloseButton, Group, SegmentedControl, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { type LogPlace, LogView } from '#features/logs/log-view.tsx';
import { NoteEditor } from '#features/runs/note-editor.tsx';
import { TaskActions } from '#features/runs/task-actions.tsx';
import { call } from '#shared/api/client.ts';
import { type TaskInstance, type TaskTry, triesQuery } from '#shared/api/queries/tasks.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { isFinished, isHeldBack, toState } from '#shared/state/states.ts';
import { Empty } from '#shared/widgets/messages.tsx';
import { MappedList } from './mapped-list.tsx';
import { QuestionNote } from './question-form.tsx';
import { RenderedFields } from './rendered-fields.tsx';
import { TaskDetails } from './task-details.tsx';
import { UsagePanel } from './usage-panel.tsx';
import { WaitNote } from './wait-note.tsx';
import { WhatHappened } from './what-happened.tsx';
import { WhyNote } from './why-note.tsx';
import { XComList } from './xcom-list.tsx';

type Tab = 'log' | 'xcom' | 'rendered' | 'usage' | 'details';

/** What of the panel stands in the address. */
interface Part extends LogPlace {
  readonly tab?: Exclude<Tab, 'log'>;
  readonly try?: number;
  readonly map?: number;
  readonly why?: true;
}

interface Props {
  readonly task: TaskInstance;
  readonly part: Part;
  readonly onChange: (part: Part) => void;
}

/** What one task did: why it failed first, then log, values and details of the chosen attempt. */
export function TaskPanel({ task, part, onChange }: Props) {
  const texts = useTexts();
  const mayChange = useMayChange();
  const navigate = useNavigate();
  const address = { dagId: task.dag_id, runId: task.dag_run_id, taskId: task.task_id, mapIndex: task.map_index };
  const tries = useQuery({ ...triesQuery(address), enabled: task.try_number > 0 });
  const earlier = tries.data?.task_instances.filter((one) => one.try_number !== task.try_number) ?? [];
  // The newest attempt is the instance itself, which the live stream keeps up to date.
  const attempt: TaskInstance | TaskTry = earlier.find((one) => one.try_number === part.try) ?? task;
  const state = toState(attempt.state);
  const isOpen = attempt === task && !isFinished(state) && state !== 'up_for_retry';
  const isWaiting = isHeldBack(toState(task.state));
  // Below the graph, on a narrow screen, it would open out of sight.
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (window.matchMedia('(max-width: 1079px)').matches) panel.current?.scrollIntoView({ block: 'start' });
  }, []);
  const close = () =>
    void navigate({
      to: '/dags/$dagId/runs/$runId',
      params: { dagId: task.dag_id, runId: task.dag_run_id },
      search: (before) => ({ view: (before as { view?: 'tasks' | 'details' | 'compare' }).view }),
      resetScroll: false,
    });
  return (
    <section ref={panel} className="card" aria-label={texts.task.panel(task.task_id)} data-testid="task-panel">
      <Stack gap="sm" p="md">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Stack gap={2}>
            <Title order={2} size="h4" className="pre-line">
              {task.task_display_name}
            </Title>
            <Group gap="sm">
              <StateLabel state={toState(task.state)} />
              <Text size="sm" c="dimmed">
                {task.operator_name ?? task.operator}
              </Text>
              {isWaiting && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-expanded={part.why === true}
                  onClick={() => onChange({ why: part.why ? undefined : true })}
                >
                  {texts.why.button}
                </Button>
              )}
            </Group>
          </Stack>
          <Group gap="xs" wrap="nowrap">
            {mayChange && <TaskActions task={task} />}
            <CloseButton aria-label={texts.task.closePanel} onClick={close} />
          </Group>
        </Group>
        <NoteEditor
          note={task.note}
          save={(note) =>
            call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}', {
              path: { dag_id: task.dag_id, dag_run_id: task.dag_run_id, task_id: task.task_id },
              query: task.map_index < 0 ? {} : { map_index: task.map_index },
              body: { note },
            })
          }
        />
        {isWaiting && part.why && <WhyNote address={address} />}
        {task.map_index >= 0 && <MappedList task={task} />}
        {earlier.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={texts.task.attempts}
            data={[...earlier.map((one) => one.try_number), task.try_number]
              .sort((a, b) => a - b)
              .map((number) => ({ value: String(number), label: texts.task.attempt(number) }))}
            value={String(attempt.try_number)}
            onChange={(value) =>
              onChange({ try: Number(value) === task.try_number ? undefined : Number(value), at: undefined })
            }
          />
        )}
        {attempt.try_number === 0 ? (
          <NotStarted task={task} />
        ) : (
          <Attempt
            key={attempt.try_number}
            attempt={attempt}
            isOpen={isOpen}
            part={part}
            onChange={onChange}
            address={address}
          />
        )}
      </Stack>
    </section>
  );
}

function NotStarted({ task }: { task: TaskInstance }) {
  const texts = useTexts();
  const isUpstream = task.state === 'upstream_failed';
  return (
    <Empty title={texts.task.noAttempt} hint={isUpstream ? texts.task.upstreamFailed : texts.task.noAttemptHint} />
  );
}

interface AttemptProps extends Pick<Props, 'part' | 'onChange'> {
  readonly attempt: TaskInstance | TaskTry;
  readonly isOpen: boolean;
  readonly address: { dagId: string; runId: string; taskId: string; mapIndex: number };
}

function Attempt({ attempt, isOpen, part, onChange, address }: AttemptProps) {
  const texts = useTexts();
  const state = toState(attempt.state);
  return (
    <>
      {state === 'upstream_failed' && <Alert color="orange">{texts.task.upstreamFailed}</Alert>}
      {(state === 'failed' || state === 'up_for_retry') && <WhatHappened attempt={attempt} address={address} />}
      <WaitNote attempt={attempt} />
      {attempt.state === 'awaiting_input' && <QuestionNote address={address} tryNumber={attempt.try_number} />}
      <Tabs
        value={part.tab ?? 'log'}
        onChange={(value) => onChange({ tab: value === 'log' ? undefined : (value as Exclude<Tab, 'log'>) })}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="log">{texts.task.log}</Tabs.Tab>
          <Tabs.Tab value="xcom">{texts.task.xcom}</Tabs.Tab>
          <Tabs.Tab value="rendered">{texts.task.rendered}</Tabs.Tab>
          <Tabs.Tab value="usage">{texts.usage.tab}</Tabs.Tab>
          <Tabs.Tab value="details">{texts.task.details}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log">
          {/* Queued or deferred, it has a log that goes on as well. */}
          <LogView
            address={address}
            tryNumber={attempt.try_number}
            isOpen={isOpen}
            name={`${address.taskId}-${attempt.try_number}.log`}
            place={part}
            onPlace={onChange}
          />
        </Tabs.Panel>
        <Tabs.Panel value="xcom">
          <XComList address={address} />
        </Tabs.Panel>
        <Tabs.Panel value="rendered">
          <RenderedFields address={address} state={attempt.state} />
        </Tabs.Panel>
        <Tabs.Panel value="usage">
          <UsagePanel address={address} attempt={attempt} />
        </Tabs.Panel>
        <Tabs.Panel value="details">
          <TaskDetails attempt={attempt} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
