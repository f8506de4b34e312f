import { test } from 'node:test';
import { playMany } from './histories.ts';

test('in 5,000 further random histories every promise of the scheduler is kept', async () => {
  await playMany(5001, 5000);
});
