import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { countLines, readRange } from './log-range.ts';

describe('a range of a log', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aquilon-range-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function written(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  it('tells each line once, whatever the size of the ranges', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => `${index} é ${'x'.repeat(index % 37)}\n`);
    const whole = lines.join('');
    const path = await written('whole', whole);
    for (const length of [1, 7, 64, 1000, 100_000]) {
      let text = '';
      for (let start = 0, range = await readRange(path, 0, length, false); ; start = range.end) {
        range = await readRange(path, start, length, false);
        text += range.text;
        if (range.end >= range.size) break;
      }
      assert.equal(text, whole, `${length}`);
    }
  });

  it('begins with a whole line, from the end of the file too, and ends where the range after it begins', async () => {
    const path = await written('end', 'one\ntwo\nthree\n');
    assert.deepEqual(await readRange(path, -8, 8, false), { size: 14, start: 8, end: 14, text: 'three\n' });
    assert.deepEqual(await readRange(path, -6, 6, false), { size: 14, start: 8, end: 14, text: 'three\n' });
    assert.deepEqual(await readRange(path, 0, 8, false), { size: 14, start: 0, end: 8, text: 'one\ntwo\n' });
    assert.deepEqual(await readRange(path, -1000, 1000, false), {
      size: 14,
      start: 0,
      end: 14,
      text: 'one\ntwo\nthree\n',
    });
    assert.deepEqual(await readRange(path, 99, 10, false), { size: 14, start: 14, end: 14, text: '' });
  });

  it('keeps a line without its newline back while it grows, and tells it after', async () => {
    const path = await written('growing', 'one\ntw');
    assert.deepEqual(await readRange(path, 0, 100, true), { size: 6, start: 0, end: 4, text: 'one\n' });
    assert.deepEqual(await readRange(path, 4, 100, true), { size: 6, start: 4, end: 4, text: '' });
    assert.deepEqual(await readRange(path, 4, 100, false), { size: 6, start: 4, end: 6, text: 'tw' });
  });

  it('cuts a line that has no end, and goes on after it', async () => {
    const path = await written('long', `${'x'.repeat(3_000_000)}\nlast\n`);
    const first = await readRange(path, 0, 10, false);
    assert.ok(first.text.length > 1_000_000 && first.text.length < 2_000_000, `${first.text.length}`);
    assert.equal((await readRange(path, first.end, 3_000_000, false)).text, 'last\n');
  });

  it('counts the lines before an offset', async () => {
    const path = await written('counted', 'one\ntwo\nthree\n'.repeat(100_000));
    assert.deepEqual([await countLines(path, 0), await countLines(path, 8), await countLines(path, 14)], [0, 2, 3]);
    assert.equal(await countLines(path, 1_400_000), 300_000);
  });

  it('is empty where there is no file', async () => {
    assert.deepEqual(await readRange(join(folder, 'none'), -10, 10, true), { size: 0, start: 0, end: 0, text: '' });
    assert.equal(await countLines(join(folder, 'none'), 10), 0);
  });
});
