import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assignedTo, isDefault, mayAnswer, type Question } from './question.ts';

const question = (more: Partial<Question> = {}): Question =>
  ({ subject: 'Go?', options: ['Approve', 'Reject'], defaults: ['Reject'], ...more }) as Question;

test('everybody may answer what nobody is assigned to; else only those who are, by their user names', () => {
  assert.equal(mayAnswer(question(), 'ada'), true);
  const assigned = question({ assigned_users: [{ id: 'bob', name: 'Robert' }] });
  assert.deepEqual(
    [mayAnswer(assigned, 'ada'), mayAnswer(assigned, 'bob'), assignedTo(assigned)],
    [false, true, 'Robert'],
  );
});

test('the options that are taken when the time is over are marked', () => {
  assert.deepEqual(
    [
      isDefault(question(), 'Reject'),
      isDefault(question(), 'Approve'),
      isDefault(question({ defaults: null }), 'Reject'),
    ],
    [true, false, false],
  );
});
