import { Stack, Text } from '@mantine/core';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import classes from './change-preview.module.css';

/** So many are listed; all are counted. */
const LISTED = 100;

export interface Affected {
  readonly tasks: readonly TaskInstance[];
  readonly total: number;
}

interface Props {
  /** undefined: the server still counts. */
  readonly affected: Affected | undefined;
  readonly error: unknown;
  /** What becomes of so many. */
  readonly words: (count: number) => string;
  readonly runId: string;
}

/** What would change, each with its present state, before it does. */
export function ChangePreview({ affected, error, words, runId }: Props) {
  const texts = useTexts();
  if (error) return <Failure error={error} />;
  if (affected === undefined) return <Text role="status">{texts.confirm.counting}</Text>;
  const { tasks, total } = affected;
  return (
    <Stack gap={4}>
      <Text role="status">{total === 0 ? texts.confirm.clearNone : words(total)}</Text>
      {tasks.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        <ul className={classes.list} aria-label={texts.rerun.list} tabIndex={0}>
          {tasks.slice(0, LISTED).map((task) => (
            <li key={`${task.dag_run_id} ${task.task_id} ${task.map_index}`}>
              <span>
                {task.task_id}
                {task.map_index >= 0 && ` [${task.map_index}]`}
                {task.dag_run_id !== runId && ` · ${task.dag_run_id}`}
              </span>
              <StateLabel state={toState(task.state)} />
            </li>
          ))}
          {total > LISTED && <li>{texts.rerun.more(total - LISTED)}</li>}
        </ul>
      )}
    </Stack>
  );
}
