// biome-ignore-all lint/a11y/useSemanticElements: a table of which only a part is in the document
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and says which cell is meant
import { memo } from 'react';
import type { GridRun } from '#shared/api/queries/grid.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { cellWords } from './draw-cell.ts';
import classes from './grid.module.css';
import { cellOf } from './grid-cells.ts';
import type { GridRow } from './grid-rows.ts';
import { BLOCK, CELL, ROW } from './sizes.ts';

export const cellId = (row: number, column: number): string => `grid-${row}-${column}`;

interface RowProps {
  /** Handed down: to ask for them in each of a thousand places takes a tenth of a frame. */
  readonly texts: Texts;
  readonly row: GridRow;
  readonly place: number;
  readonly top: number;
  readonly nameWidth: number;
  readonly blocks: readonly (readonly GridRun[])[];
  readonly firstBlock: number;
  readonly lastBlock: number;
  /** Column of the cell that the keyboard is at; null: in another row. */
  readonly active: number | null;
  /** First and last chosen column; -1: none in this row. */
  readonly chosenFrom: number;
  readonly chosenTo: number;
  readonly onFold: (groupId: string) => void;
}

/** One task or group. Drawn anew only where something of it changed. */
export const GridRowView = memo(function GridRowView(props: RowProps) {
  const { texts, row, place, top, nameWidth, blocks, firstBlock, lastBlock, active, chosenFrom, chosenTo } = props;
  const shown = blocks.slice(firstBlock, lastBlock + 1);
  return (
    <div role="row" aria-rowindex={place + 2} className={classes.row} style={{ top, height: ROW }}>
      <RowName {...props} nameWidth={nameWidth} isActive={active === -1} />
      {shown.map((runs, at) => {
        const first = (firstBlock + at) * BLOCK;
        const isIn = (column: number) => column >= first && column < first + BLOCK;
        const touches = chosenFrom < first + BLOCK && chosenTo >= first;
        return (
          <GridBlock
            key={first}
            texts={texts}
            row={row}
            place={place}
            runs={runs}
            first={first}
            left={nameWidth + first * CELL}
            active={active !== null && isIn(active) ? active : null}
            chosenFrom={touches ? chosenFrom : -1}
            chosenTo={touches ? chosenTo : -1}
          />
        );
      })}
    </div>
  );
});

function RowName({ texts, row, place, nameWidth, isActive, onFold }: RowProps & { isActive: boolean }) {
  const isGroup = row.kind === 'group';
  return (
    <div
      role="rowheader"
      aria-colindex={1}
      id={cellId(place, -1)}
      className={classes.name}
      style={{ width: nameWidth, paddingLeft: 4 + row.depth * 14 }}
      data-group={isGroup || undefined}
      data-gone={row.isGone || undefined}
      data-active={isActive || undefined}
      title={row.isGone ? texts.grid.gone : row.id}
    >
      {isGroup ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes.fold}
          data-folded={row.isFolded || undefined}
          aria-expanded={!row.isFolded}
          aria-label={row.isFolded ? texts.grid.unfold(row.label) : texts.grid.fold(row.label)}
          onClick={() => onFold(row.id)}
        >
          <Icon name="chevron" size={16} />
        </button>
      ) : (
        <span className={classes.leaf} />
      )}
      <span>
        {row.label}
        {row.isMapped && ' [ ]'}
      </span>
    </div>
  );
}

interface BlockProps {
  readonly texts: Texts;
  readonly row: GridRow;
  readonly place: number;
  readonly runs: readonly GridRun[];
  /** Column of the first run. */
  readonly first: number;
  readonly left: number;
  readonly active: number | null;
  readonly chosenFrom: number;
  readonly chosenTo: number;
}

const GridBlock = memo(function GridBlock({
  texts,
  row,
  place,
  runs,
  first,
  left,
  active,
  chosenFrom,
  chosenTo,
}: BlockProps) {
  return (
    <div className={classes.block} style={{ left }}>
      {runs.map((run, at) => {
        const cell = cellOf(run, row);
        const column = first + at;
        return (
          <div
            key={run.dag_run_id}
            role="gridcell"
            id={cellId(place, column)}
            aria-colindex={column + 2}
            aria-label={texts.grid.cell(row.label, run.dag_run_id, cellWords(cell, texts))}
            aria-selected={column >= chosenFrom && column <= chosenTo}
            className={classes.cell}
            data-row={place}
            data-column={column}
            data-state={cell?.state}
            data-empty={cell === undefined || undefined}
            data-active={active === column || undefined}
          />
        );
      })}
    </div>
  );
});
