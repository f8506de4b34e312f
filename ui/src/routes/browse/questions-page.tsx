import { SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { assignedTo, mayAnswer } from '#features/task/question.ts';
import { AnswerForm } from '#features/task/question-form.tsx';
import { type Question, questionsQuery } from '#shared/api/queries/browse.ts';
import { useMayChange, useUser } from '#shared/api/use-session.ts';
import type { Column } from '#shared/list/data-table.tsx';
import { TextFilter } from '#shared/list/filters.tsx';
import { ListView } from '#shared/list/list-view.tsx';
import { orderText, readOrder } from '#shared/list/order.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { DagLink, Instant, RunLink, TaskLink } from '../cells.tsx';
import { useTitle } from '../use-title.ts';
import { NothingFits } from './nothing-fits.tsx';
import { type QuestionsSearch, questionsSearch, SHOWN_QUESTIONS } from './search.ts';

const route = getRouteApi('/browse/required-actions');
const NEWEST_FIRST = '-created_at';

export function QuestionsPage() {
  const texts = useTexts();
  const given = route.useSearch();
  const { show = 'waiting', dag, subject, order = NEWEST_FIRST } = given;
  const navigate = route.useNavigate();
  const change = (part: QuestionsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const query = useInfiniteQuery({
    ...questionsQuery({ show, dag, subject, order }),
    placeholderData: keepPreviousData,
  });
  useTitle(texts.browse.questions);
  const columns = useMemo(
    (): Column<Question>[] => [
      {
        id: 'subject',
        name: texts.browse.subject,
        orderBy: 'subject',
        isName: true,
        cell: (one) => <Asked question={one} />,
      },
      {
        id: 'answer',
        name: texts.browse.answer,
        isName: true,
        cell: (one) => <Answer question={one} />,
      },
      {
        id: 'state',
        name: texts.browse.state,
        cell: ({ task_instance: { state } }) => <StateLabel state={toState(state)} />,
      },
      {
        id: 'dag',
        name: texts.browse.dag,
        orderBy: 'dag_id',
        cell: ({ task_instance: { dag_id } }) => <DagLink dagId={dag_id} />,
      },
      {
        id: 'run',
        name: texts.browse.run,
        cell: ({ task_instance: { dag_id, dag_run_id } }) => <RunLink dagId={dag_id} runId={dag_run_id} />,
      },
      {
        id: 'task',
        name: texts.run.task,
        cell: ({ task_instance: { dag_id, dag_run_id, task_id, map_index } }) => (
          <TaskLink dagId={dag_id} runId={dag_run_id} taskId={task_id} mapIndex={map_index} />
        ),
      },
      { id: 'asked', name: texts.browse.asked, orderBy: 'created_at', cell: (one) => <Instant at={one.created_at} /> },
    ],
    [texts],
  );
  return (
    <ListView
      name="required-actions"
      title={texts.browse.questions}
      query={query}
      keyOf={({ task_instance: { id } }) => id}
      columns={columns}
      order={readOrder(order, [order.replace(/^-/, '')])}
      onOrder={(next) => change({ order: orderText(next) })}
      search={given}
      onSearch={(saved) => void navigate({ search: questionsSearch(saved) })}
      filters={
        <>
          <SegmentedControl
            aria-label={texts.browse.state}
            data={SHOWN_QUESTIONS.map((value) => ({ value, label: texts.browse.shown[value] }))}
            value={show}
            onChange={(value) => change({ show: SHOWN_QUESTIONS.find((one) => one === value) })}
          />
          <TextFilter label={texts.browse.subject} value={subject} onChange={(value) => change({ subject: value })} />
          <TextFilter label={texts.browse.dag} value={dag} onChange={(value) => change({ dag: value })} />
        </>
      }
      empty={<NothingFits hint={texts.browse.noQuestionsHint} to="/browse/required-actions" />}
    />
  );
}

function Asked({ question }: { question: Question }) {
  const texts = useTexts();
  const assigned = assignedTo(question);
  return (
    <Stack gap={4}>
      <span>{question.subject}</span>
      {question.body && (
        <Text size="sm" c="dimmed" className="pre-line" lineClamp={4}>
          {question.body}
        </Text>
      )}
      {assigned !== '' && (
        <Text size="sm" c="dimmed">
          {texts.task.askedOf(assigned)}
        </Text>
      )}
    </Stack>
  );
}

/** What was answered; where it still can be, the form. */
function Answer({ question }: { question: Question }) {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const { username } = useUser();
  const { task_instance: instance } = question;
  if (question.response_received)
    return (
      <Stack gap={4}>
        <span>{question.chosen_options?.join(', ')}</span>
        <Text size="sm" c="dimmed">
          {texts.browse.answeredBy(question.responded_by_user?.name ?? '', format.dateTime(question.responded_at))}
        </Text>
      </Stack>
    );
  if (instance.state !== 'awaiting_input' || !mayChange || !mayAnswer(question, username)) return null;
  return (
    <AnswerForm
      question={question}
      address={{
        dagId: instance.dag_id,
        runId: instance.dag_run_id,
        taskId: instance.task_id,
        mapIndex: instance.map_index,
      }}
    />
  );
}
