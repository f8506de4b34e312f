import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';

const TYPING_PAUSE_MS = 150;

interface Props {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  /** Called once somebody pauses typing; undefined where nothing is left. */
  readonly onChange: (value: string | undefined) => void;
}

/** A field in which a list is searched while somebody types. */
export function TextFilter({ label, placeholder = label, value, onChange }: Props) {
  const texts = useTexts();
  const [typed, setTyped] = useState(value ?? '');
  const sent = useRef(value ?? '');
  const send = useDebouncedCallback((text: string) => {
    sent.current = text.trim();
    onChange(sent.current || undefined);
  }, TYPING_PAUSE_MS);
  const type = (text: string) => {
    setTyped(text);
    send(text);
  };
  // The address changed by other means: back, a link, a saved filter.
  useEffect(() => {
    if ((value ?? '') === sent.current) return;
    sent.current = value ?? '';
    setTyped(sent.current);
  }, [value]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Icon name="search" size={16} />}
      rightSection={
        typed === '' ? null : (
          <CloseButton size="sm" aria-label={texts.list.clearFilter(label)} onClick={() => type('')} />
        )
      }
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      flex="1 1 150px"
      maw={420}
    />
  );
}
