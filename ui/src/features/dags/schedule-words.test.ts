import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '#shared/i18n/en.ts';
import { fr } from '#shared/i18n/fr.ts';
import { scheduleWords } from './schedule-words.ts';

const english = (summary: string) => scheduleWords(summary, 'en', en);

test('usual schedules are said in words', () => {
  assert.deepEqual(['@daily', '30 5 * * *', '*/15 * * * *', '* * * * *', '5 * * * *', '0 6 * * 1-5'].map(english), [
    'Every day at 00:00',
    'Every day at 05:30',
    'Every 15 minutes',
    'Every minute',
    'Every hour, at minute 5',
    'Monday to Friday at 06:00',
  ]);
  assert.deepEqual(['0 0 * * 7', '0 9 * * TUE', '0 0 1 * *', '@yearly', '@once'].map(english), [
    'Every Sunday at 00:00',
    'Every Tuesday at 09:00',
    'On day 1 of the month at 00:00',
    'Every year on January 1 at 00:00',
    'Once',
  ]);
});

test('an interval is said in its units', () => {
  assert.equal(english('1 day, 0:00:00'), 'At an interval of 1 day');
  assert.equal(english('2 days, 3:00:05'), 'At an interval of 2 days 3 hours 5 seconds');
  assert.equal(scheduleWords('0:05:00', 'fr', fr), 'À intervalle de 5 minutes');
});

test('French has its own names of days', () => {
  assert.equal(scheduleWords('0 9 * * 2', 'fr', fr), 'Chaque mardi à 09:00');
});

test('what has no short words is left as it is written', () => {
  assert.deepEqual(
    ['0 0 15W * *', '0 */3 * * *', '0 0 1,15 * *', 'my timetable', 'Asset', '0 0 * * * *'].map(english),
    Array(6).fill(null),
  );
});
