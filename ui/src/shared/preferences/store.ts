/** What a person chose for this browser: language, time zone. Kept in localStorage; colours are kept by Mantine. */
import { isLanguage, type Language, loadTexts, pickLanguage } from '#shared/i18n/languages.ts';

export type ZoneChoice = 'local' | 'utc';

export interface Preferences {
  /** null: the language of the browser. */
  readonly language: Language | null;
  readonly zone: ZoneChoice;
  /** Stronger lines and texts than the colours have by themselves. */
  readonly contrast: boolean;
}

const KEY = 'aquilon.preferences';
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const { language, zone, contrast } = kept as Partial<Record<keyof Preferences, unknown>>;
    return {
      language: isLanguage(language) ? language : null,
      zone: zone === 'utc' ? 'utc' : 'local',
      contrast: contrast === true,
    };
  } catch {
    // Storage may be switched off or hold something else: the defaults serve.
    return { language: null, zone: 'local', contrast: false };
  }
}

export const preferences = {
  get: (): Preferences => current,
  set(change: Partial<Preferences>): void {
    current = { ...current, ...change };
    try {
      localStorage.setItem(KEY, JSON.stringify(current));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const languageOf = (chosen: Preferences): Language => chosen.language ?? pickLanguage(navigator.languages);

/** Null: as the browser says. Throws, and changes nothing, where the texts cannot be had from the server. */
export async function chooseLanguage(language: Language | null): Promise<void> {
  await loadTexts(languageOf({ ...current, language }));
  preferences.set({ language });
}

export const zoneOf = (chosen: Preferences): string =>
  chosen.zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
