import { schedule as en, type ScheduleTexts } from '#shared/i18n/en/schedule.ts';
import { schedule as fr } from '#shared/i18n/fr/schedule.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { useLanguage } from '#shared/preferences/use-preferences.ts';

const TEXTS: Readonly<Record<Language, ScheduleTexts>> = { en, fr };

/** Texts of this page alone, in the chosen language. */
export const useScheduleTexts = (): ScheduleTexts => TEXTS[useLanguage()];
