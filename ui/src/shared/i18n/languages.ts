/** The languages there are, and which one a browser gets. */
import { en, type Texts } from './en.ts';
import { fr } from './fr.ts';

export const LANGUAGES = { en, fr } as const satisfies Record<string, Texts>;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && value in LANGUAGES;

/** The first of the browser's languages that we have; a region is ignored (`fr-CA` reads `fr`). Default: English. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const one of wanted) {
    const base = one.toLowerCase().split('-')[0];
    if (isLanguage(base)) return base;
  }
  return 'en';
}
