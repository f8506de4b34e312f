import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const TYPING_PAUSE_MS = 150;

/** The text of a field, which is told once somebody pauses typing, and which follows `value` where that changes by other means: back, a link, a saved filter. */
export function useTyped(
  value: string,
  onChange: (text: string) => void,
): readonly [typed: string, type: (text: string) => void] {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((text: string) => {
    sent.current = text.trim();
    onChange(sent.current);
  }, TYPING_PAUSE_MS);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  return [
    typed,
    (text) => {
      setTyped(text);
      send(text);
    },
  ];
}
