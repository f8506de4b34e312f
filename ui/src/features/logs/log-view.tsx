import { Button, Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type UIEvent, useEffect, useRef, useState } from 'react';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import classes from './log-view.module.css';
import type { LogState } from './use-log.ts';

const LINE_HEIGHT = 20;
/** So near to the end counts as the end. px */
const NEAR_END = 24;

/** A log of any length: only the lines in view are in the page. Follows the end until somebody scrolls up. */
export function LogView({ log, isOpen, name }: { log: LogState; isOpen: boolean; name: string }) {
  const texts = useTexts();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const { lines } = log;
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });

  const count = lines.length + log.cut;
  useEffect(() => {
    const element = scroller.current;
    if (follows && element !== null && count > 0) element.scrollTop = element.scrollHeight;
  }, [follows, count]);

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
    setFollows(scrollHeight - scrollTop - clientHeight < NEAR_END);
  };

  if (log.error !== null) return <Failure error={log.error} title={texts.log.failed} />;
  if (log.isLoading) return <Waiting />;
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6} mih={30}>
        <Text size="xs" c="dimmed" role="status">
          {texts.log.lines(count)}
          {isOpen ? ` · ${follows ? texts.log.following : texts.log.paused}` : ''}
        </Text>
        <Group gap="xs">
          {!follows && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<Icon name="down" size={14} />}
              onClick={() => setFollows(true)}
            >
              {texts.log.follow}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="download" size={14} />}
            disabled={lines.length === 0}
            onClick={() => download(name, lines.map((line) => `${line.time ?? ''}\t${line.text}`).join('\n'))}
          >
            {texts.log.download}
          </Button>
        </Group>
      </Group>
      {log.cut > 0 && (
        <Text size="xs" c="dimmed">
          {texts.log.cut(log.cut)}
        </Text>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label={texts.log.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        tabIndex={0}
      >
        {lines.length === 0 && <p className={classes.empty}>{isOpen ? texts.log.empty : texts.log.emptyDone}</p>}
        <div className={classes.all} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const line = lines[row.index];
            if (line === undefined) return null;
            return (
              <div
                key={line.number}
                className={classes.line}
                data-level={line.level}
                data-group={line.isGroup || undefined}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <span className={classes.number}>{line.number}</span>
                <span className={classes.time} title={format.dateTime(line.time)}>
                  {format.clock(line.time)}
                </span>
                <span>{line.text}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
