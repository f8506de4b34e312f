import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './card-grid.module.css';

/** Narrowest card. px */
const NARROWEST = 320;
const GAP = 12;
/** Until a row of cards is measured. px */
const ROW_HEIGHT = 210;

interface Props<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly card: (row: T) => ReactNode;
  /** The last card that there is comes into sight. */
  readonly onEnd: () => void;
}

/** Cards side by side, of which only those in sight are in the document. */
export function CardGrid<T>({ label, rows, keyOf, card, onEnd }: Props<T>) {
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const place = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(sized, place);
  const perLine = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
  const lines = Math.ceil(rows.length / perLine);
  const virtual = useWindowVirtualizer({
    count: lines,
    estimateSize: () => ROW_HEIGHT,
    overscan: 4,
    gap: GAP,
    scrollMargin: place.current?.offsetTop ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lines > 0 && last >= lines - 1) onEnd();
  }, [lines, last, onEnd]);
  return (
    <div ref={ref} className={classes.grid} style={{ height: virtual.getTotalSize() }}>
      <ul aria-label={label} className={classes.list}>
        {items.map(({ index, start }) => (
          <li
            key={index}
            data-index={index}
            ref={virtual.measureElement}
            className={classes.line}
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
          >
            {rows.slice(index * perLine, (index + 1) * perLine).map((row) => (
              <div
                key={keyOf(row)}
                className="card"
                style={{ width: `calc((100% - ${(perLine - 1) * GAP}px) / ${perLine})` }}
              >
                {card(row)}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}
