/** The languages there are, which one a browser gets, and their texts: English is always there, another arrives when it is wanted. */
import { en, type Texts } from './en.ts';

/** Each in its own words. */
export const LANGUAGES = { en: 'English', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;

const LOAD: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => en,
  fr: async () => (await import('./fr.ts')).fr,
};
const loaded = new Map<Language, Texts>([['en', en]]);

/** Throws where they cannot be had from the server. */
export async function loadTexts(language: Language): Promise<void> {
  if (!loaded.has(language)) loaded.set(language, await LOAD[language]());
}

/** English where they have not been loaded. */
export const textsOf = (language: Language): Texts => loaded.get(language) ?? en;

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && value in LANGUAGES;

/** The first of the browser's languages that we have; a region is ignored (`fr-CA` reads `fr`). Default: English. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const one of wanted) {
    const base = one.toLowerCase().split('-')[0];
    if (isLanguage(base)) return base;
  }
  return 'en';
}
