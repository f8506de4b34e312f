import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { GridRun } from '#shared/api/queries/grid.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './grid.module.css';
import { type CardSubject, GridCard } from './grid-card.tsx';
import { blocksOf, type Place } from './grid-cells.ts';
import { GridHead } from './grid-head.tsx';
import { cellId, GridRowView } from './grid-row.tsx';
import type { GridRow } from './grid-rows.ts';
import { GridTile } from './grid-tile.tsx';
import { BLOCK, CELL, HEAD, ROW, TILE_ROWS } from './sizes.ts';
import { type Cursor, placeAt } from './use-cursor.ts';

/** So long a pointer stays before the card comes. ms */
const CARD_DELAY_MS = 250;
const NARROW = 560;
/** Older runs are asked for when fewer than so many columns are left to the left. */
const AHEAD = 6;

interface Props {
  readonly dagId: string;
  readonly rows: readonly GridRow[];
  /** Oldest first. */
  readonly runs: readonly GridRun[];
  readonly cursor: Cursor;
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly onOlder: () => void;
  readonly onFold: (groupId: string) => void;
  readonly onOpen: (run: GridRun, row: GridRow | null, inNewWindow: boolean) => void;
}

/** Runs from left to right, tasks from top to bottom; what is out of sight is not in the document. */
export function GridView({ dagId, rows, runs, cursor, hasOlder, isLoading, onOlder, onFold, onOpen }: Props) {
  const texts = useTexts();
  const frame = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width } = useElementSize<HTMLDivElement>();
  const nameWidth = width > 0 && width < NARROW ? 132 : 250;
  const held = useRef<(readonly GridRun[])[]>([]);
  const blocks = useMemo(() => blocksOf(runs, BLOCK, held.current), [runs]);
  useEffect(() => {
    held.current = blocks;
  }, [blocks]);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 6,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: blocks.length,
    getScrollElement: () => frame.current,
    estimateSize: () => BLOCK * CELL,
    overscan: 1,
    paddingStart: nameWidth,
    // The newest runs are at the right.
    initialOffset: () => runs.length * CELL,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are kept until somebody says that they changed
  useLayoutEffect(() => across.measure(), [nameWidth]);
  useStayInPlace(frame, runs);

  const shownBlocks = across.getVirtualItems();
  const firstBlock = shownBlocks[0]?.index ?? 0;
  const lastBlock = shownBlocks.at(-1)?.index ?? -1;
  const askForOlder = useCallback(() => {
    const isNear = (frame.current?.scrollLeft ?? 0) < AHEAD * CELL;
    if (isNear && hasOlder && !isLoading) onOlder();
  }, [hasOlder, isLoading, onOlder]);
  useEffect(askForOlder, [askForOlder]);

  const show = useCallback(
    ({ row, column }: Place) => {
      const box = frame.current;
      if (box === null) return;
      if (row >= 0) down.scrollToIndex(row);
      if (column < 0) return;
      const left = column * CELL;
      const seen = box.clientWidth - nameWidth;
      if (left < box.scrollLeft) box.scrollLeft = left;
      else if (left + CELL > box.scrollLeft + seen) box.scrollLeft = left + CELL - seen;
    },
    [down, nameWidth],
  );
  const { at, chosen } = cursor;
  const [atRow, atColumn] = [at?.row, at?.column];
  useEffect(() => {
    if (atRow !== undefined && atColumn !== undefined) show({ row: atRow, column: atColumn });
  }, [atRow, atColumn, show]);

  const open = ({ row, column }: Place, inNewWindow: boolean) => {
    const [run, line] = [runs[column], rows[row]];
    if (run !== undefined) onOpen(run, line ?? null, inNewWindow);
    else if (line?.kind === 'group') onFold(line.id);
  };
  const card = useCard(rows, runs);
  const shownRows = down.getVirtualItems();
  const isShown =
    at !== null &&
    (at.row === -1 || shownRows.some(({ index }) => index === at.row)) &&
    (at.column === -1 || (at.column >= firstBlock * BLOCK && at.column < (lastBlock + 1) * BLOCK));

  return (
    <div ref={sizeRef}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table of which only a part is in the document */}
      <div
        ref={frame}
        role="grid"
        tabIndex={0}
        aria-label={texts.grid.label(dagId)}
        aria-rowcount={rows.length + 1}
        aria-colcount={runs.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={isShown && at ? cellId(at.row, at.column) : undefined}
        className={classes.frame}
        onKeyDown={(event) => {
          if (event.key === 'Escape') card.hide();
          if (cursor.onKey(event, (place) => open(place, event.ctrlKey || event.metaKey))) event.preventDefault();
        }}
        onClick={(event) => {
          const found = placeAt(event);
          if (found === null) return;
          if (event.shiftKey) cursor.goTo(found.place, true);
          else open(found.place, event.ctrlKey || event.metaKey);
        }}
        onPointerOver={(event) => card.onPointer(placeAt(event), event.pointerType)}
        onPointerLeave={() => card.hideSoon()}
        onScroll={() => {
          card.hide();
          askForOlder();
        }}
      >
        <div
          className={classes.canvas}
          style={{ width: nameWidth + runs.length * CELL, height: HEAD + rows.length * ROW }}
        >
          <GridHead
            nameWidth={nameWidth}
            runs={runs}
            blocks={blocks}
            firstBlock={firstBlock}
            lastBlock={lastBlock}
            active={at?.row === -1 ? at.column : null}
            hasOlder={hasOlder}
            isLoading={isLoading}
            onOlder={onOlder}
          />
          {shownRows.map(({ index, start }) => {
            const row = rows[index];
            const isChosen = chosen !== null && index >= chosen.rows[0] && index <= chosen.rows[1];
            return (
              row && (
                <GridRowView
                  key={row.key}
                  texts={texts}
                  row={row}
                  place={index}
                  top={start}
                  nameWidth={nameWidth}
                  blocks={blocks}
                  firstBlock={firstBlock}
                  lastBlock={lastBlock}
                  active={at?.row === index ? at.column : null}
                  chosenFrom={isChosen ? chosen.columns[0] : -1}
                  chosenTo={isChosen ? chosen.columns[1] : -1}
                  onFold={onFold}
                />
              )
            );
          })}
          {tilesOf(shownRows).map((tile) =>
            blocks.slice(firstBlock, lastBlock + 1).map((block, place) => {
              const blockPlace = firstBlock + place;
              return (
                <GridTile
                  key={`${tile} ${blockPlace}`}
                  rows={rows}
                  runs={block}
                  down={tile}
                  across={blockPlace}
                  nameWidth={nameWidth}
                />
              );
            }),
          )}
          <VersionLines runs={runs} nameWidth={nameWidth} firstBlock={firstBlock} lastBlock={lastBlock} />
        </div>
      </div>
      {card.subject && <GridCard dagId={dagId} subject={card.subject} runs={runs} />}
    </div>
  );
}

/** The drawings that these rows are on. */
const tilesOf = (rows: readonly { index: number }[]): number[] => [
  ...new Set(rows.map(({ index }) => Math.floor(index / TILE_ROWS))),
];

/** At the newest run at first, and as long as somebody is there; older runs come in at the left without moving what is seen. */
function useStayInPlace(frame: React.RefObject<HTMLDivElement | null>, runs: readonly GridRun[]): void {
  const before = useRef<{ newest: string | undefined; count: number; atEnd: boolean } | null>(null);
  const newest = runs.at(-1)?.dag_run_id;
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return;
    const last = before.current;
    if (last === null || (last.newest !== newest && last.atEnd)) box.scrollLeft = box.scrollWidth;
    else if (last.newest === newest) box.scrollLeft += (runs.length - last.count) * CELL;
    const remember = () => {
      const atEnd = box.scrollLeft + box.clientWidth >= box.scrollWidth - CELL;
      before.current = { newest, count: runs.length, atEnd };
    };
    remember();
    box.addEventListener('scroll', remember, { passive: true });
    return () => box.removeEventListener('scroll', remember);
  }, [frame, newest, runs.length]);
}

function useCard(rows: readonly GridRow[], runs: readonly GridRun[]) {
  const [subject, setSubject] = useState<CardSubject | null>(null);
  const timer = useRef<number | undefined>(undefined);
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setSubject(null);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (next: () => void) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(next, CARD_DELAY_MS);
  };
  return {
    subject,
    hide,
    hideSoon: () => later(() => setSubject(null)),
    onPointer(found: ReturnType<typeof placeAt>, pointer: string) {
      if (pointer === 'touch') return;
      const run = found === null ? undefined : runs[found.place.column];
      if (found === null || run === undefined) {
        later(() => setSubject(null));
        return;
      }
      later(() => setSubject({ run, row: rows[found.place.row] ?? null, rect: found.element.getBoundingClientRect() }));
    },
  };
}

interface LineProps {
  readonly runs: readonly GridRun[];
  readonly nameWidth: number;
  readonly firstBlock: number;
  readonly lastBlock: number;
}

/** Between runs of different versions of the DAG. */
function VersionLines({ runs, nameWidth, firstBlock, lastBlock }: LineProps) {
  const lines: number[] = [];
  const end = Math.min(runs.length, (lastBlock + 1) * BLOCK);
  for (let column = Math.max(1, firstBlock * BLOCK); column < end; column += 1)
    if (runs[column]?.version_number !== runs[column - 1]?.version_number) lines.push(column);
  return lines.map((column) => (
    <div key={column} className={classes.line} style={{ left: nameWidth + column * CELL - 1 }} aria-hidden="true" />
  ));
}
