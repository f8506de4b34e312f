import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitStatements } from './split-statements.ts';

test('statements are split at semicolons, but not at those in quotes, names, function bodies and comments', () => {
  const cases: [text: string, statements: string[]][] = [
    ['select 1; select 2;', ['select 1', 'select 2']],
    ["insert into t values ('a;''b'); select \"x;y\"", ["insert into t values ('a;''b')", 'select "x;y"']],
    ['do $$ begin; end $$; do $a$ $$;$$ $a$', ['do $$ begin; end $$', 'do $a$ $$;$$ $a$']],
    [
      'select 1 -- one; two\n; /* three; */ select 4 / 2 - 1',
      ['select 1 -- one; two', '/* three; */ select 4 / 2 - 1'],
    ],
    [' ;; -- nothing\n ; ', []],
    ["select 'open; select 2", ["select 'open", 'select 2']],
    ['select $1; select $2', ['select $1', 'select $2']],
  ];
  for (const [text, statements] of cases) assert.deepEqual(splitStatements(text), statements, text);
});
