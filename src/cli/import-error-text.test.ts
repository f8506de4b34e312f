import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importErrorText } from './import-error-text.ts';

test('an import error is told below its file, with its lines as they are', () => {
  assert.equal(
    importErrorText({ bundle_name: 'dags', filename: 'a.ts', stack_trace: 'Error: x\n\n> 1 | throw\n    |   ^\n' }),
    'a.ts (bundle dags)\n    Error: x\n\n    > 1 | throw\n        |   ^\n',
  );
});
