import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedSecrets } from './names.ts';

test('the variables and connections of a template are those that are written in it', () => {
  const text = `{{ var.value.a }} {{ var.json.b.inner }} {{ var.value.get('c') }} {{ conn.d.host }} {{ conn.get('e').port }}
    {% if var.value['f'] %}x{% endif %}`;
  const { variables, connections } = namedSecrets(text);
  assert.deepEqual(
    [variables.sort(), connections.sort()],
    [
      ['a', 'b', 'c', 'f'],
      ['d', 'e'],
    ],
  );
});

test('a look-up with an answer of its own, a name that is made, and other members are no names', () => {
  const text = `{{ var.value.get('c', 'none') }} {{ var.value[params.name] }} {{ conn.get(ds) }} {{ params.conn.x }} {{ ds }}`;
  assert.deepEqual(namedSecrets(text), { variables: [], connections: [] });
});
