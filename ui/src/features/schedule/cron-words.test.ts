import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CronFields } from '#shared/api/queries/schedule.ts';
import { schedule as en } from '#shared/i18n/en/schedule.ts';
import { schedule as fr } from '#shared/i18n/fr/schedule.ts';
import { cronWords } from './cron-words.ts';

const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, place) => from + place * step);
/** Midnight of every day. */
const cron = (more: Partial<CronFields>): CronFields => ({
  seconds: [0],
  minutes: [0],
  hours: [0],
  months: range(1, 12),
  days: null,
  last_day: false,
  nearest_weekday: null,
  weekdays: null,
  nth_weekdays: [],
  ...more,
});
const both = (more: Partial<CronFields>) => [cronWords(cron(more), 'en', en), cronWords(cron(more), 'fr', fr)];

test('few times of day are told one by one, many by what they have in common', () => {
  assert.deepEqual(both({ hours: [6, 18] }), ['Every day, at 06:00 and 18:00', 'Chaque jour, à 06:00 et 18:00']);
  assert.deepEqual(both({ hours: range(8, 17), minutes: [0, 20, 40] }), [
    'Every day, every 20 minutes, from 08:00 to 17:59',
    'Chaque jour, toutes les 20 minutes, de 08:00 à 17:59',
  ]);
  assert.deepEqual(both({ hours: range(0, 23, 3), minutes: [5] }), [
    'Every day, at minute 5, every 3 hours',
    'Chaque jour, à la minute 5, toutes les 3 heures',
  ]);
  assert.deepEqual(both({ hours: [1, 2, 5, 7, 11], seconds: [0, 30] }), [
    'Every day, at minute 0, in the hours 1, 2, 5, 7, and 11, every 30 seconds',
    'Chaque jour, à la minute 0, aux heures 1, 2, 5, 7 et 11, toutes les 30 secondes',
  ]);
});

test('days of the week and of the month are named', () => {
  assert.deepEqual(both({ weekdays: [0, 5, 6] }), ['Friday to Sunday, at 00:00', 'Du vendredi au dimanche, à 00:00']);
  assert.deepEqual(both({ weekdays: [1, 3] }), [
    'Every Monday and Wednesday, at 00:00',
    'Chaque lundi et mercredi, à 00:00',
  ]);
  assert.deepEqual(both({ days: [1, 15], months: [1, 7] }), [
    'On days 1 and 15 of the month, in January and July, at 00:00',
    'Les 1 et 15 du mois, en janvier et juillet, à 00:00',
  ]);
  assert.deepEqual(both({ days: [], last_day: true, months: range(3, 5) }), [
    'On the last day of the month, from March to May, at 00:00',
    'Le dernier jour du mois, de mars à mai, à 00:00',
  ]);
  assert.equal(both({ months: range(4, 8) })[1], 'Chaque jour, d’avril à août, à 00:00');
  assert.deepEqual(both({ days: [], nearest_weekday: 15 }), [
    'On the weekday nearest to day 15 of the month, at 00:00',
    'Le jour ouvré le plus proche du 15 du mois, à 00:00',
  ]);
});

test('weekdays of the month are counted, and a day or a weekday is said to be enough', () => {
  assert.deepEqual(both({ weekdays: [], nth_weekdays: [{ weekday: 5, nth: 2 }] }), [
    'On the second Friday of the month, at 00:00',
    'Le deuxième vendredi du mois, à 00:00',
  ]);
  assert.deepEqual(both({ weekdays: [], nth_weekdays: [{ weekday: 1, nth: 0 }] }), [
    'On the last Monday of the month, at 00:00',
    'Le dernier lundi du mois, à 00:00',
  ]);
  assert.deepEqual(both({ days: [13], weekdays: [5] }), [
    'On day 13 of the month or every Friday, at 00:00',
    'Le 13 du mois ou chaque vendredi, à 00:00',
  ]);
  assert.deepEqual(both({ days: range(1, 7), weekdays: [], nth_weekdays: [{ weekday: 5, nth: 2 }] }), [
    'On the second Friday of the month, at 00:00',
    'Le deuxième vendredi du mois, à 00:00',
  ]);
});
