// biome-ignore-all lint/a11y/useSemanticElements: a table of which only a part is in the document
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and says which cell is meant
import type { GridPage, GridRun } from '#shared/api/queries/grid.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES } from '#shared/state/states.ts';
import { Icon, type IconName } from '#shared/widgets/icons.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './grid.module.css';
import { cellId } from './grid-row.tsx';
import { BLOCK, CELL, HEAD, TALLEST_BAR } from './sizes.ts';

export const TYPE_ICONS: Readonly<Partial<Record<GridPage['runs'][number]['run_type'], IconName>>> = {
  manual: 'play',
  backfill: 'again',
  operator_triggered: 'dags',
  asset_triggered: 'assets',
  asset_materialization: 'assets',
};

interface Props {
  readonly nameWidth: number;
  readonly runs: readonly GridRun[];
  readonly blocks: readonly (readonly GridRun[])[];
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly active: number | null;
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly onOlder: () => void;
}

/** A bar for each run: its height is what it took, its colour and mark the state. */
export function GridHead({ nameWidth, runs, blocks, firstBlock, lastBlock, active, ...older }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(runs.some((run) => run.state === 'running'));
  const longest = Math.max(0, ...runs.map((run) => tookOf(run, now) ?? 0));
  return (
    <div role="row" aria-rowindex={1} className={classes.head} style={{ height: HEAD }}>
      <div
        role="columnheader"
        aria-colindex={1}
        id={cellId(-1, -1)}
        className={classes.corner}
        style={{ width: nameWidth }}
      >
        <span className={classes.older}>
          <ToolButton
            name="back"
            size={28}
            tabIndex={-1}
            label={older.hasOlder ? texts.grid.older : texts.grid.noneOlder}
            disabled={!older.hasOlder}
            loading={older.isLoading}
            onClick={older.onOlder}
          />
        </span>
        {longest > 0 && (
          <>
            <span className={classes.axis} style={{ top: HEAD - 36 - TALLEST_BAR }}>
              {format.duration(longest)}
            </span>
            <span className={classes.axis} style={{ top: HEAD - 36 - TALLEST_BAR / 2 }}>
              {format.duration(longest / 2)}
            </span>
          </>
        )}
        <span className={classes.cornerName}>{texts.grid.tasks}</span>
      </div>
      {blocks.slice(firstBlock, lastBlock + 1).map((block, at) => {
        const first = (firstBlock + at) * BLOCK;
        return (
          <div key={first} className={classes.block} style={{ left: nameWidth + first * CELL }}>
            {block.map((run, place) => (
              <RunHead
                key={run.dag_run_id}
                run={run}
                column={first + place}
                share={longest === 0 ? 0 : (tookOf(run, now) ?? 0) / longest}
                isActive={active === first + place}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}

const tookOf = (run: GridRun, now: number): number | null => elapsed(run.start_date, run.end_date, now);

interface RunHeadProps {
  readonly run: GridRun;
  readonly column: number;
  readonly share: number;
  readonly isActive: boolean;
}

function RunHead({ run, column, share, isActive }: RunHeadProps) {
  const texts = useTexts();
  const icon = TYPE_ICONS[run.run_type];
  const words = [texts.state[run.state], texts.runType[run.run_type], ...(run.has_note ? [texts.grid.note] : [])];
  return (
    <div
      role="columnheader"
      aria-colindex={column + 2}
      id={cellId(-1, column)}
      className={classes.run}
      style={{ width: CELL }}
      data-row={-1}
      data-column={column}
      data-state={run.state}
      data-active={isActive || undefined}
    >
      <span className="visually-hidden">{texts.grid.run(run.dag_run_id, words.join(', '))}</span>
      <span
        className={classes.runBar}
        style={{ height: Math.max(4, share * TALLEST_BAR), background: STATES[run.state].colour }}
      >
        {run.has_note && <span className={classes.noted} />}
      </span>
      <span className={classes.marks}>
        <StateMark state={run.state} size={14} />
      </span>
      <span className={classes.type}>{icon && <Icon name={icon} size={12} />}</span>
    </div>
  );
}
