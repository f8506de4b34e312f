import { Button, Group, Text, TextInput } from '@mantine/core';
import type { ScheduleProblem } from '#shared/api/queries/schedule.ts';
import { useTyped } from '#shared/list/use-typed.ts';
import classes from './schedule.module.css';
import { useScheduleTexts } from './use-schedule-texts.ts';

const EXAMPLES = ['@hourly', '@daily', '@weekly', '@monthly', '0 6 * * 1-5', '*/15 8-17 * * *', '0 9 * * 5#2', '6h'];

interface Props {
  readonly value: string;
  /** The text that the problem is of. */
  readonly tried: string;
  readonly problem: ScheduleProblem | null;
  readonly onChange: (schedule: string) => void;
}

/** A schedule as somebody types it; what is wrong with it is shown where it stands, with what is allowed there. */
export function ExpressionField({ value, tried, problem, onChange }: Props) {
  const { tryOut } = useScheduleTexts();
  const [typed, type] = useTyped(value, onChange);
  const isWrong = problem !== null && problem.kind !== 'nothing' && problem.kind !== 'zone';
  return (
    <>
      <TextInput
        label={tryOut.schedule}
        description={tryOut.scheduleHint}
        classNames={{ input: 'mono' }}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        error={isWrong ? <Wrong problem={problem} tried={tried} /> : undefined}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Group gap={6} role="group" aria-label={tryOut.examples}>
        <Text size="sm" c="dimmed" aria-hidden="true">
          {tryOut.examples}
        </Text>
        {EXAMPLES.map((example) => (
          <Button
            key={example}
            size="compact-sm"
            variant="default"
            classNames={{ label: 'mono' }}
            onClick={() => onChange(example)}
          >
            {example}
          </Button>
        ))}
      </Group>
    </>
  );
}

function Wrong({ problem: { kind, field, start, end }, tried }: { problem: ScheduleProblem; tried: string }) {
  const { tryOut } = useScheduleTexts();
  if (kind === 'nothing') return null;
  if (kind === 'form') return `${tryOut.problem.form} ${tryOut.problem.formAllowed}`;
  if (kind !== 'field' || field === null) return kind === 'field' ? null : tryOut.problem[kind];
  const part = tried.slice(start, end);
  return (
    <>
      <span className={`mono ${classes.place}`}>
        {tried.slice(0, start)}
        <mark>{part}</mark>
        {tried.slice(end)}
      </span>
      {`${tryOut.problem.field(tryOut.field[field], part)} ${tryOut.allowed[field]}`}
    </>
  );
}
