import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diamond } from '#test/semantics/flow.ts';
import { dag } from '#test/support/dags.ts';
import { follows, letters, playAgain, playRun } from '#test/support/play-run.ts';

test('what was passed over stays so when it alone is cleared; a branch that runs again chooses anew', () => {
  const { run } = playRun(dag('d', diamond('none_failed_min_one_success')), { c: follows(['a']) });
  assert.equal(letters(playAgain(run, ['b', 'end']).states), 'c:S a:S b:K end:S');
  const again = playAgain(run, ['c', 'a', 'b', 'end'], { c: follows(['b']) });
  assert.equal(letters(again.states), 'c:S a:K b:S end:S');
});
