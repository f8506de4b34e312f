import { useMemo, useSyncExternalStore } from 'react';
import { type Formatter, makeFormatter } from '#shared/format/format.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { type Language, textsOf } from '#shared/i18n/languages.ts';
import { languageOf, type Preferences, preferences, zoneOf } from './store.ts';

export const usePreferences = (): Preferences => useSyncExternalStore(preferences.subscribe, preferences.get);

export const useLanguage = (): Language => languageOf(usePreferences());

/** The texts of the chosen language. */
export const useTexts = (): Texts => textsOf(useLanguage());

/** Dates and durations as the chosen language and time zone write them. */
export function useFormat(): Formatter {
  const chosen = usePreferences();
  const language = languageOf(chosen);
  const zone = zoneOf(chosen);
  return useMemo(() => makeFormatter(language, zone), [language, zone]);
}
