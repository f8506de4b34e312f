import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { meaningOf, PATIENCE_MS, PLACES } from './keys.ts';

const TYPING = 'input, textarea, select, [contenteditable="true"]';

/** Listens for the keys of every page. */
export function useKeys(open: (what: 'palette' | 'keys') => unknown): void {
  const navigate = useNavigate();
  const begun = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : null;
      const key = {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        isTyping: target?.closest(TYPING) !== null,
        isCovered: document.querySelector('[role="dialog"]') !== null,
      };
      const meaning = meaningOf(key, event.timeStamp - begun.current < PATIENCE_MS);
      begun.current = meaning?.kind === 'begin' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (meaning === null || meaning.kind === 'begin') return;
      event.preventDefault();
      if (meaning.kind === 'go') void navigate({ to: PLACES[meaning.place].to });
      else if (meaning.kind === 'search')
        document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
      else open(meaning.kind);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, open]);
}
