import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fernetKey, newFernetKey } from './fernet.ts';

/** Made by the Python package `cryptography` 48. */
const KEY = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=';
const OF_PYTHON: Readonly<Record<string, string>> = {
  '': 'gAAAAABpVbkAgOoZpy7sbm46ev_LabtmpDyWOX8VSSI5CC-A1twlGXKKEqDLvuDsbFJ-v-xbtrCSqWlGvhFM5oNPjT-9ak6b4w==',
  hello: 'gAAAAABpVbkA6EQeYiwxP_048gGQ5-LCizKoFYG4eUaq6168QtP5_aT3oJAIGnhtnEwrF7S40frWlm7g5pOJfL4uJUMWRQEFlA==',
  'exactly 16 bytes':
    'gAAAAABpVbkAJKMv9o8BvfcduYfT6r_SwuuKZhq8W_C3Pd0xLUquj8SzeUkVqEFymLMkQHwrh38JpJcY_-fRzhjfNupa0lMjQc1h7ZZvRpvqWjRsqtiYp08=',
  'Übergrößenträger 🚀\nline':
    'gAAAAABpVbkAam0r3R0hoBLfj8UvVLrZzlKuwdlnrfJY6Pob0HiFg-Q6YNjyBaXEqOrAIetD9CmfLJnvUJbO3WdOKDGoyejAjXVSiSLNlehNaEqWeYd0FHI=',
};

test('tokens of Python are decrypted', () => {
  const key = fernetKey(KEY);
  for (const [text, token] of Object.entries(OF_PYTHON)) assert.equal(key.decrypt(token), text);
});

const hasPython = spawnSync('python3', ['-c', 'import cryptography']).status === 0;
test('Python decrypts our tokens, with a key of ours', {
  skip: hasPython ? false : 'Python with the package cryptography is not on this machine',
}, () => {
  const key = newFernetKey();
  const text = 'Übergrößenträger 🚀';
  const program =
    'import sys; from cryptography.fernet import Fernet; sys.stdout.buffer.write(Fernet(sys.argv[1]).decrypt(sys.argv[2].encode()))';
  const { stdout, stderr } = spawnSync('python3', ['-c', program, key, fernetKey(key).encrypt(text)]);
  assert.equal(stdout.toString(), text, stderr.toString());
});

test('two tokens of one text differ, and both are decrypted', () => {
  const key = fernetKey(KEY);
  const tokens = [key.encrypt('x'), key.encrypt('x')];
  assert.notEqual(tokens[0], tokens[1]);
  assert.deepEqual(tokens.map(key.decrypt), ['x', 'x']);
});

test('a token that was changed anywhere, cut, or made with another key is none', () => {
  const key = fernetKey(KEY);
  const bytes = Buffer.from(OF_PYTHON.hello ?? '', 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(key.decrypt(changed.toString('base64url')), undefined, `byte ${at}`);
  }
  for (const length of [0, 1, 9, 25, 57, bytes.length - 1])
    assert.equal(key.decrypt(bytes.subarray(0, length).toString('base64url')), undefined, `${length} bytes`);
  assert.equal(fernetKey(newFernetKey()).decrypt(OF_PYTHON.hello ?? ''), undefined);
  assert.equal(key.decrypt('no token'), undefined);
});

test('what is no key is refused, and the message does not tell it', () => {
  for (const text of ['', 'short', KEY.slice(0, 40), `${KEY}a`, 'ü'.repeat(43)]) {
    assert.throws(
      () => fernetKey(text),
      (error: Error & { code: string }) =>
        error.code === 'FERNET_KEY_INVALID' && (text === '' || !error.message.includes(text)),
    );
  }
});
