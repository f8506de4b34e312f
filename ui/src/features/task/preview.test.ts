import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewOf, sizeOf } from './preview.ts';

test('an image is shown as one: a data URL, or base64 with its type', () => {
  const source = 'data:image/png;base64,iVBORw0KGgo=';
  assert.deepEqual(previewOf(source), { kind: 'image', source, type: 'image/png' });
  assert.deepEqual(previewOf({ type: 'image/png', data: 'iVBORw0KGgo=' }), {
    kind: 'image',
    source,
    type: 'image/png',
  });
});

test('what only looks like an image is not drawn', () => {
  assert.equal(previewOf('data:text/html,<script>alert(1)</script>').kind, 'text');
  assert.equal(previewOf('javascript:alert(1)').kind, 'text');
  assert.equal(previewOf({ type: 'image/png', data: '"onerror="alert(1)' }).kind, 'tree');
  assert.equal(previewOf({ type: 'text/html', data: 'AAAA' }).kind, 'tree');
});

test('a list of objects is a table of all their columns', () => {
  const rows = [{ a: 1 }, { b: [2], a: null }];
  assert.deepEqual(previewOf(rows), { kind: 'table', columns: ['a', 'b'], rows });
  for (const other of [[], [1], [{ a: 1 }, 2], [{}], { a: 1 }, null, 7]) assert.equal(previewOf(other).kind, 'tree');
});

test('Markdown that says that it is Markdown is shown as such', () => {
  assert.deepEqual(previewOf({ type: 'text/markdown', text: '# Title' }), { kind: 'markdown', text: '# Title' });
  assert.deepEqual(previewOf({ mimetype: 'text/markdown', data: '*x*' }), { kind: 'markdown', text: '*x*' });
  assert.equal(previewOf({ type: 'text/markdown', text: 7 }).kind, 'tree');
});

test('a text is shown as it is, even if it looks like Markdown, and sizes are bytes of the JSON', () => {
  assert.deepEqual(previewOf('# Title\n*x*'), { kind: 'text', text: '# Title\n*x*' });
  assert.equal(sizeOf('é'), 4);
  assert.equal(sizeOf(undefined), 0);
});
