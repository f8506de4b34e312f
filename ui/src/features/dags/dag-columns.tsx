import { RunBars } from '#features/runs/run-bars-view.tsx';
import type { Dag } from '#shared/api/queries/dags.ts';
import type { Texts } from '#shared/i18n/en.ts';
import type { Column } from '#shared/list/data-table.tsx';
import classes from './dag-list.module.css';
import { DagName, Owners } from './dag-name.tsx';
import { DagSwitch } from './dag-switch.tsx';
import { NextRun } from './next-run.tsx';
import { PinButton } from './pin-button.tsx';
import { ScheduleCell } from './schedule-cell.tsx';
import { TriggerButtons } from './trigger-buttons.tsx';

export const dagColumns = ({ dags }: Texts, onDialog: (dagId: string) => void): Column<Dag>[] => [
  {
    id: 'switch',
    name: dags.on,
    orderBy: 'is_paused',
    cell: (dag) => <DagSwitch dagId={dag.dag_id} isPaused={dag.is_paused} />,
  },
  { id: 'dag', name: dags.dag, orderBy: 'dag_id', cell: (dag) => <DagName dag={dag} /> },
  { id: 'owner', name: dags.owner, cell: (dag) => <Owners dag={dag} /> },
  { id: 'schedule', name: dags.schedule, cell: (dag) => <ScheduleCell dag={dag} /> },
  {
    id: 'next',
    name: dags.nextRun,
    orderBy: 'next_dagrun',
    cell: (dag) => (
      <div className={classes.next}>
        <NextRun dag={dag} />
      </div>
    ),
  },
  {
    id: 'runs',
    name: dags.lastRuns,
    orderBy: 'last_run_start_date',
    cell: (dag) => (
      <div className={classes.runs}>
        <RunBars dagId={dag.dag_id} />
      </div>
    ),
  },
  {
    id: 'actions',
    name: dags.actions,
    cell: (dag) => (
      <div className={classes.actions}>
        <PinButton dagId={dag.dag_id} />
        <TriggerButtons dag={dag} onDialog={onDialog} />
      </div>
    ),
  },
];
