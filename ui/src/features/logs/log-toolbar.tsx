import { Button, Checkbox, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import type { KeyboardEvent, Ref } from 'react';
import { preferences } from '#shared/preferences/store.ts';
import { usePreferences, useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import { LEVELS, type LogLevel } from './log-lines.ts';
import classes from './log-view.module.css';
import type { LogSearch } from './use-log-search.ts';

interface Props {
  readonly text: string;
  readonly isRegex: boolean;
  readonly level: LogLevel;
  readonly isWrapped: boolean;
  readonly search: LogSearch;
  readonly searchField: Ref<HTMLInputElement>;
  readonly onText: (text: string) => void;
  readonly onRegex: (isRegex: boolean) => void;
  readonly onLevel: (level: LogLevel) => void;
  readonly onWrap: (isWrapped: boolean) => void;
  readonly onNext: (isBackwards: boolean) => void;
  readonly onError: () => void;
  readonly onStart: () => void;
  readonly onEnd: () => void;
  readonly onCopy: () => void;
  readonly onDownload: () => void;
}

/** What can be done with a log: look for something, leave something out, go somewhere, take it away. */
export function LogToolbar(props: Props) {
  const texts = useTexts();
  const { zone } = usePreferences();
  const { text, search, isWrapped } = props;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    props.onNext(event.shiftKey);
  };
  const otherZone = zone === 'utc' ? 'local' : 'utc';
  return (
    <div className={classes.tools}>
      <TextInput
        ref={props.searchField}
        size="xs"
        className={classes.search}
        aria-label={texts.log.search}
        placeholder={texts.log.search}
        leftSection={<Icon name="search" size={14} />}
        value={text}
        error={search.isWrong}
        onChange={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <Checkbox
        size="xs"
        label={texts.log.regex}
        checked={props.isRegex}
        onChange={(event) => props.onRegex(event.currentTarget.checked)}
      />
      <Group gap={4}>
        <Button
          size="compact-xs"
          h={28}
          variant="default"
          disabled={search.matcher === null}
          onClick={() => props.onNext(true)}
        >
          {texts.log.previous}
        </Button>
        <Button
          size="compact-xs"
          h={28}
          variant="default"
          disabled={search.matcher === null}
          onClick={() => props.onNext(false)}
        >
          {texts.log.next}
        </Button>
      </Group>
      <NativeSelect
        size="xs"
        aria-label={texts.log.level}
        value={props.level}
        data={LEVELS.map((value) => ({ value, label: texts.log.levels[value] }))}
        onChange={(event) => props.onLevel(event.currentTarget.value as LogLevel)}
      />
      <Group gap={4}>
        <ToolButton size={28} name="error" label={texts.log.toError} onClick={props.onError} />
        <ToolButton size={28} name="up" label={texts.log.toStart} onClick={props.onStart} />
        <ToolButton size={28} name="down" label={texts.log.toEnd} onClick={props.onEnd} />
        <ToolButton
          size={28}
          name="wrap"
          label={texts.log.wrap}
          aria-pressed={isWrapped}
          variant={isWrapped ? 'filled' : 'default'}
          onClick={() => props.onWrap(!isWrapped)}
        />
        <Button
          size="compact-xs"
          h={28}
          variant="default"
          title={texts.log.zoneSwitch}
          onClick={() => preferences.set({ zone: otherZone })}
        >
          {zone === 'utc' ? texts.shell.zoneUtc : texts.log.zoneLocal}
        </Button>
        <ToolButton size={28} name="copy" label={texts.log.copy} onClick={props.onCopy} />
        <ToolButton size={28} name="download" label={texts.log.download} onClick={props.onDownload} />
      </Group>
      <SearchNote search={search} />
    </div>
  );
}

function SearchNote({ search }: { search: LogSearch }) {
  const texts = useTexts();
  const words = search.isWrong
    ? texts.log.wrongRegex
    : search.progress !== null
      ? texts.log.searching(Math.round(search.progress * 100))
      : search.isOver
        ? texts.log.nothingMore
        : '';
  return (
    <Group gap={6} role="status" className={classes.note}>
      {words !== '' && <Text size="xs">{words}</Text>}
      {search.progress !== null && (
        <Button size="compact-xs" h={24} variant="default" onClick={search.stop}>
          {texts.log.stopSearch}
        </Button>
      )}
    </Group>
  );
}
