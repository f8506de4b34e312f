import { Button, Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type UIEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { InstanceAddress } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { useStored } from '#shared/preferences/use-stored.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { foldGroups, isAtLeast, type LogLevel, type LogLine, toPlainLine } from './log-lines.ts';
import { LogRow } from './log-row.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import classes from './log-view.module.css';
import type { LogWindow } from './log-window.ts';
import { saveLog } from './save-log.ts';
import { useLogSearch } from './use-log-search.ts';
import { useLogWindow } from './use-log-window.ts';

const LINE_HEIGHT = 24;
/** So near to the end counts as the end. px */
const NEAR_END = 24;
/** So near to the first or last line that is held more is read. px */
const NEAR_EDGE = 800;

/** What of the log stands in the address. */
export interface LogPlace {
  /** Address of a line. bytes */
  readonly at?: number;
  readonly level?: Exclude<LogLevel, 'debug'>;
  readonly find?: string;
  readonly regex?: true;
}

interface Props {
  readonly address: InstanceAddress;
  readonly tryNumber: number;
  readonly isOpen: boolean;
  readonly name: string;
  readonly place: LogPlace;
  readonly onPlace: (place: LogPlace) => void;
}

const keyOf = ({ offset, part }: LogLine): string => `${offset}:${part}`;

/** A log of any length: the page holds a part of it, and draws only the lines in view. Follows the end until somebody scrolls up. */
export function LogView({ address, tryNumber, isOpen, name, place, onPlace }: Props) {
  const texts = useTexts();
  const level = place.level ?? 'debug';
  const { log, part, read } = useLogWindow(address, { tryNumber, isOpen, level, at: place.at });
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [isWrapped, setWrapped] = useStored('aquilon.log.wrap', false);
  const [follows, setFollows] = useState(place.at === undefined);
  /** The line to bring into view as soon as it is there. */
  const [goal, setGoal] = useState(place.at ?? null);
  const rows = useMemo(() => foldGroups(part.lines, folded), [part.lines, folded]);
  const searchField = useRef<HTMLInputElement>(null);

  const goTo = useCallback(
    (line: Pick<LogLine, 'offset'>) => {
      setFollows(false);
      setGoal(line.offset);
      onPlace({ at: line.offset });
      void log.openAt(line.offset).then(log.count);
    },
    [log, onPlace],
  );
  const accepts = (line: LogLine) => line.group !== 'end' && isAtLeast(line.level, level);
  const search = useLogSearch(read, { text: place.find ?? '', isRegex: place.regex ?? false, accepts }, goTo);
  const next = (isBackwards: boolean) => search.find(isBackwards, place.at ?? null);
  const toEnd = () => {
    setGoal(null);
    onPlace({ at: undefined });
    setFollows(true);
    if (!log.isAtEnd) void log.openEnd().then(log.count);
  };
  const toStart = () => {
    setFollows(false);
    setGoal(0);
    if (!log.isAtStart) void log.openStart();
  };

  const toError = () => search.findWanted((line) => line.level === 'error' && line.part === 0);

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = new Map<string, () => void>([
      ['n', () => next(false)],
      ['N', () => next(true)],
      ['e', toError],
      ['g', toStart],
      ['G', toEnd],
      ['/', () => searchField.current?.focus()],
    ]);
    const act = acts.get(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  if (part.isLoading) return <Waiting />;
  if (part.error !== null) return <Failure error={part.error} title={texts.log.failed} />;
  const isWhole = part.start === 0 && part.end >= part.size;
  return (
    <div>
      <LogToolbar
        text={place.find ?? ''}
        isRegex={place.regex ?? false}
        level={level}
        isWrapped={isWrapped}
        search={search}
        searchField={searchField}
        onText={(text) => onPlace({ find: text === '' ? undefined : text })}
        onRegex={(isRegex) => onPlace({ regex: isRegex || undefined })}
        onLevel={(value) => onPlace({ level: value === 'debug' ? undefined : value })}
        onWrap={setWrapped}
        onNext={next}
        onError={toError}
        onStart={toStart}
        onEnd={toEnd}
        onCopy={() => void navigator.clipboard.writeText(rows.map(toPlainLine).join('\n'))}
        onDownload={() => void saveLog(read, name)}
      />
      <Group justify="space-between" gap="xs" mb={6} mih={28}>
        <Text size="xs" c="dimmed" role="status">
          {isWhole ? texts.log.lines(rows.length) : <Held start={part.start} end={part.end} size={part.size} />}
          {isOpen ? ` · ${follows ? texts.log.following : texts.log.paused}` : ''}
        </Text>
        {!follows && (
          <Button
            size="compact-xs"
            h={24}
            variant="default"
            leftSection={<Icon name="down" size={14} />}
            onClick={toEnd}
          >
            {texts.log.follow}
          </Button>
        )}
      </Group>
      <Lines
        key={isWrapped ? 'wrapped' : 'plain'}
        rows={rows}
        numberOf={part.numberOf}
        log={log}
        isOpen={isOpen}
        isWrapped={isWrapped}
        follows={follows}
        goal={goal}
        chosen={place.at ?? null}
        matcher={search.matcher}
        folded={folded}
        onFold={(offset) =>
          setFolded(
            (before) => new Set(before.has(offset) ? [...before].filter((one) => one !== offset) : [...before, offset]),
          )
        }
        onFollow={setFollows}
        onReached={() => setGoal(null)}
        onChoose={(offset) => onPlace({ at: offset })}
        onKey={onKey}
      />
      {part.path !== '' && (
        <Text size="xs" c="dimmed" className={classes.path}>
          {texts.log.file(part.path)}
        </Text>
      )}
    </div>
  );
}

/** Which part of a long log is held. */
function Held({ start, end, size }: { start: number; end: number; size: number }) {
  const texts = useTexts();
  const format = useFormat();
  const percent = (bytes: number) => Math.round((bytes / Math.max(1, size)) * 1000) / 10;
  return texts.log.held(percent(start), percent(end), format.bytes(size));
}

interface LinesProps {
  readonly rows: readonly LogLine[];
  readonly numberOf: (line: LogLine) => number | null;
  readonly log: LogWindow;
  readonly isOpen: boolean;
  readonly isWrapped: boolean;
  readonly follows: boolean;
  readonly goal: number | null;
  readonly chosen: number | null;
  readonly matcher: RegExp | null;
  readonly folded: ReadonlySet<number>;
  readonly onFold: (offset: number) => void;
  readonly onFollow: (follows: boolean) => void;
  readonly onReached: () => void;
  readonly onChoose: (offset: number) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function Lines(props: LinesProps) {
  const texts = useTexts();
  const { rows, numberOf, log, isOpen, isWrapped, follows, goal, chosen, matcher, folded, onFollow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (index) => {
      const line = rows[index];
      return line === undefined ? index : keyOf(line);
    },
    overscan: 20,
  });

  // What comes in above moves nothing: the first line in view stays where it is.
  const anchor = useRef<{ key: string; delta: number } | null>(null);
  const readMore = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const isNearStart = element.scrollTop < NEAR_EDGE;
    const isNearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_EDGE;
    if (isNearStart && !log.isAtStart) void log.earlier();
    else if (isNearEnd && !log.isAtEnd) void log.later();
  }, [log]);

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    onFollow(log.isAtEnd && scrollHeight - scrollTop - clientHeight < NEAR_END);
    const first = list.getVirtualItems().find((row) => row.end > scrollTop);
    const line = first && rows[first.index];
    anchor.current = first && line ? { key: keyOf(line), delta: scrollTop - first.start } : null;
    readMore();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: with each change of the rows
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || rows.length === 0) return;
    const wanted = goal === null ? -1 : rows.findIndex(({ offset }) => offset >= goal);
    if (goal !== null && wanted >= 0 && (rows[wanted]?.offset === goal || goal === 0)) {
      anchor.current = null;
      list.scrollToIndex(wanted, { align: goal === 0 ? 'start' : 'center' });
      props.onReached();
    } else if (follows) {
      anchor.current = null;
      element.scrollTop = element.scrollHeight;
    } else if (anchor.current !== null) {
      const { key, delta } = anchor.current;
      const index = rows.findIndex((line) => keyOf(line) === key);
      const [offset] = (index < 0 ? undefined : list.getOffsetForIndex(index, 'start')) ?? [];
      if (offset !== undefined && Math.abs(offset + delta - element.scrollTop) > 1) element.scrollTop = offset + delta;
    }
    readMore();
  }, [rows, follows, goal]);

  const hrefOf = ({ offset }: LogLine) => {
    const url = new URL(window.location.href);
    url.searchParams.set('at', String(offset));
    return `${url.pathname}${url.search}`;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const first = list.getVirtualItems().find((row) => row.end > (scroller.current?.scrollTop ?? 0));
    const line = first && rows[first.index];
    if (event.key !== 'l' || event.ctrlKey || event.metaKey || line === undefined) return props.onKey(event);
    event.preventDefault();
    props.onChoose(line.offset);
  };

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      role="log"
      aria-live="off"
      aria-label={texts.log.label}
      aria-description={texts.log.keys}
      data-wrapped={isWrapped || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
      tabIndex={0}
    >
      {rows.length === 0 && <p className={classes.empty}>{isOpen ? texts.log.empty : texts.log.emptyDone}</p>}
      <div className={classes.all} style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((row) => {
          const line = rows[row.index];
          if (line === undefined) return null;
          return (
            <div
              key={row.key}
              ref={isWrapped ? list.measureElement : undefined}
              data-index={row.index}
              className={classes.line}
              data-level={line.level}
              data-chosen={line.offset === chosen || undefined}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <LogRow
                line={line}
                number={numberOf(line)}
                matcher={matcher}
                isFolded={folded.has(line.offset)}
                href={hrefOf(line)}
                onChoose={() => props.onChoose(line.offset)}
                onFold={() => props.onFold(line.offset)}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
