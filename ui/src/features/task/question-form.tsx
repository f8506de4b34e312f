import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fieldsOf, problemsByParam, startConf } from '#features/trigger/param-fields.ts';
import { ParamForm } from '#features/trigger/param-form.tsx';
import { call } from '#shared/api/client.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { type InstanceAddress, questionQuery } from '#shared/api/queries/tasks.ts';
import { useMayChange, useUser } from '#shared/api/use-session.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { LazyMarkdown } from '#shared/widgets/lazy-markdown.tsx';
import { Failure } from '#shared/widgets/messages.tsx';
import { assignedTo, isDefault, mayAnswer, type Question } from './question.ts';

interface Props {
  readonly address: InstanceAddress;
  readonly tryNumber: number;
}

/** What a task asks, above its log, with the form to answer it. */
export function QuestionNote({ address, tryNumber }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const { username } = useUser();
  const { data: question, error } = useQuery(questionQuery(address, tryNumber));
  if (error) return <Failure error={error} />;
  if (!question) return null;
  const assigned = assignedTo(question);
  const isAsked = mayChange && mayAnswer(question, username);
  return (
    <Alert color="violet" title={question.subject} data-testid="task-question">
      <Stack gap="sm">
        {question.body && <LazyMarkdown text={question.body} />}
        <Text size="sm" c="dimmed">
          {texts.task.asked(format.dateTime(question.created_at))}
          {assigned !== '' && ` ${texts.task.askedOf(assigned)}`}
        </Text>
        {isAsked && <AnswerForm question={question} address={address} />}
      </Stack>
    </Alert>
  );
}

export function AnswerForm({ question, address }: { question: Question; address: InstanceAddress }) {
  const texts = useTexts();
  const { zone } = useFormat();
  const client = useQueryClient();
  const { dagId, runId, taskId, mapIndex } = address;
  const [input, setInput] = useState(() => startConf(question.params));
  const [chosen, setChosen] = useState<string[]>(question.defaults ?? []);
  const fields = fieldsOf(question.params);
  const answer = useMutation({
    mutationFn: (options: string[]) =>
      call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails', {
        path: { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: mapIndex },
        body: { chosen_options: options, params_input: input },
      }),
    // Whoever was first: the state of the task says it.
    onSettled: () => {
      for (const queryKey of [keys.task(dagId, runId, taskId), keys.tasks(dagId, runId), keys.questions])
        void client.invalidateQueries({ queryKey });
    },
  });
  const problems = answer.isError ? problemsByParam(answer.error.message) : {};
  const give = (name: string, value: unknown) =>
    setInput(({ [name]: _, ...others }) => (value === undefined ? others : { ...others, [name]: value }));
  const label = (option: string) => (isDefault(question, option) ? texts.task.defaultOption(option) : option);
  return (
    <Stack gap="sm">
      {answer.isError && <Failure error={answer.error} title={texts.task.answerRefused} />}
      {fields.length > 0 && <ParamForm fields={fields} conf={input} problems={problems} zone={zone} onChange={give} />}
      {question.multiple && (
        <Checkbox.Group label={texts.task.chooseSeveral} value={chosen} onChange={setChosen}>
          <Stack gap={6} mt={6}>
            {question.options.map((option) => (
              <Checkbox key={option} value={option} label={label(option)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Group gap="xs">
        {question.multiple ? (
          <Button disabled={chosen.length === 0} loading={answer.isPending} onClick={() => answer.mutate(chosen)}>
            {texts.task.answer}
          </Button>
        ) : (
          question.options.map((option) => (
            <Button
              key={option}
              variant={isDefault(question, option) ? 'filled' : 'default'}
              disabled={answer.isPending}
              onClick={() => answer.mutate([option])}
            >
              {label(option)}
            </Button>
          ))
        )}
      </Group>
    </Stack>
  );
}
