import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StateCounts } from '#shared/api/extra-operations.ts';
import { activityQuery } from '#shared/api/queries/overview.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { STATES, toState } from '#shared/state/states.ts';
import classes from './home.module.css';
import { Asked, Panel } from './panel.tsx';

/** Runs that were due in the last hours, and their task instances, by state. */
export function ActivityPanels({ hours }: { hours: number }) {
  const texts = useTexts();
  const query = useQuery(activityQuery(hours));
  return (
    <>
      <Panel title={texts.home.runs}>
        <Asked query={query}>{({ runs }) => <Counts of={runs} />}</Asked>
      </Panel>
      <Panel title={texts.home.instances}>
        <Asked query={query}>{({ task_instances: instances }) => <Counts of={instances} />}</Asked>
      </Panel>
    </>
  );
}

function Counts({ of: { counts, total, is_cut: isCut } }: { of: StateCounts }) {
  const texts = useTexts();
  if (total === 0) return <p className={classes.empty}>{texts.home.nothingDue}</p>;
  const sorted = counts.toSorted((one, other) => other.count - one.count);
  return (
    <>
      <div className={classes.counts}>
        {sorted.map(({ state, count }) => (
          <Count key={state ?? 'none'} state={state} count={count} total={total} />
        ))}
      </div>
      {isCut && (
        <Text size="sm" c="dimmed" mt="xs">
          {texts.home.cut(total)}
        </Text>
      )}
    </>
  );
}

function Count({ state, count, total }: { state: string | null; count: number; total: number }) {
  const known = toState(state);
  const share = (count / total) * 100;
  return (
    <>
      <StateLabel state={known} />
      <span className={classes.track}>
        <span style={{ width: `${share}%`, background: STATES[known].colour }} />
      </span>
      <span className={classes.number}>{`${count} · ${Math.round(share)} %`}</span>
    </>
  );
}
