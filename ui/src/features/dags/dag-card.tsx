import { Checkbox } from '@mantine/core';
import { RunBars } from '#features/runs/run-bars-view.tsx';
import type { Dag } from '#shared/api/queries/dags.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './dag-card.module.css';
import { DagName } from './dag-name.tsx';
import { DagSwitch } from './dag-switch.tsx';
import { NextRun } from './next-run.tsx';
import { PinButton } from './pin-button.tsx';
import { ScheduleCell } from './schedule-cell.tsx';
import { TriggerButtons } from './trigger-buttons.tsx';

interface Props {
  readonly dag: Dag;
  readonly onDialog: (dagId: string) => void;
  /** Absent: it can not be chosen. */
  readonly isChosen?: boolean | undefined;
  readonly onChoose?: () => void;
}

/** A DAG where there is no room for a row, or where somebody likes cards better. */
export function DagCard({ dag, onDialog, isChosen, onChoose }: Props) {
  const texts = useTexts();
  return (
    <div className={classes.card}>
      <div className={classes.head}>
        {isChosen !== undefined && (
          <Checkbox size="xs" aria-label={texts.list.choose(dag.dag_id)} checked={isChosen} onChange={onChoose} />
        )}
        <div className={classes.title}>
          <DagName dag={dag} />
        </div>
        <PinButton dagId={dag.dag_id} />
        <DagSwitch dagId={dag.dag_id} isPaused={dag.is_paused} />
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>{texts.dags.schedule}</dt>
          <dd>
            <ScheduleCell dag={dag} />
          </dd>
        </div>
        <div>
          <dt>{texts.dags.nextRun}</dt>
          <dd>
            <NextRun dag={dag} />
          </dd>
        </div>
      </dl>
      <div className={classes.foot}>
        <RunBars dagId={dag.dag_id} />
        <TriggerButtons dag={dag} onDialog={onDialog} />
      </div>
    </div>
  );
}
