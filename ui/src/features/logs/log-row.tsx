import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { piecesOf, type Style } from './ansi.ts';
import { matchesIn } from './find-line.ts';
import type { LogLine } from './log-lines.ts';
import classes from './log-view.module.css';

interface Props {
  readonly line: LogLine;
  readonly number: number | null;
  readonly matcher: RegExp | null;
  readonly isFolded: boolean;
  /** Address of the page that shows this line. */
  readonly href: string;
  readonly onChoose: () => void;
  readonly onFold: () => void;
}

/** One line of a log: its number, which is a link to it, its time, its text. */
export function LogRow({ line, number, matcher, isFolded, href, onChoose, onFold }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const text = <LineText line={line} matcher={matcher} />;
  return (
    <>
      <span className={classes.number}>
        {line.part === 0 && (
          <a
            href={href}
            // With the keyboard l does it: hundreds of links would be in the way.
            tabIndex={-1}
            aria-label={number === null ? texts.log.linkHere : texts.log.linkTo(number)}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              onChoose();
            }}
          >
            {number ?? '·'}
          </a>
        )}
      </span>
      <span className={classes.time} title={format.dateTime(line.time)}>
        {format.clock(line.time)}
      </span>
      {line.group === 'start' ? (
        <button type="button" className={classes.group} aria-expanded={!isFolded} onClick={onFold}>
          <span aria-hidden="true">{isFolded ? '▸ ' : '▾ '}</span>
          {text}
        </button>
      ) : (
        <span className={classes.text}>{text}</span>
      )}
    </>
  );
}

function LineText({ line, matcher }: { line: LogLine; matcher: RegExp | null }) {
  const found = matcher === null ? [] : matchesIn(line.text, matcher);
  const pieces = piecesOf(line.coloured ?? line.text);
  if (found.length === 0 && line.coloured === undefined) return line.text;
  let at = 0;
  return pieces.flatMap((piece) => {
    const from = at;
    at += piece.text.length;
    return split(piece.text, from, found).map(({ text, isFound, place }) => (
      <Styled key={place} style={piece} isFound={isFound} text={text} />
    ));
  });
}

function Styled({ style, isFound, text }: { style: Style; isFound: boolean; text: string }) {
  const { ink, ground, bold, underline } = style;
  const shown = (
    <span data-ink={ink} data-ground={ground} data-bold={bold || undefined} data-underline={underline || undefined}>
      {text}
    </span>
  );
  return isFound ? <mark className={classes.found}>{shown}</mark> : shown;
}

/** A piece that begins at `from` of its line, cut where what was found begins and ends. */
function split(text: string, from: number, found: readonly { from: number; to: number }[]) {
  const parts: { text: string; isFound: boolean; place: number }[] = [];
  let at = 0;
  const add = (to: number, isFound: boolean) => {
    if (to > at) parts.push({ text: text.slice(at, to), isFound, place: from + at });
    at = Math.max(at, to);
  };
  for (const one of found) {
    const start = Math.min(text.length, Math.max(0, one.from - from));
    const end = Math.min(text.length, Math.max(0, one.to - from));
    if (end <= at) continue;
    add(start, false);
    add(end, true);
  }
  add(text.length, false);
  return parts;
}
