import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frame } from '#test/support/docker-engine.ts';
import { ContainerOutput } from './output.ts';

const frames = [frame('stdout', 'grüße\n'), frame('stderr', 'öl'), frame('stdout', ''), frame('stdout', 'ü\r\nlast')];
const bytes = Buffer.concat([...frames, frame('stderr', '!\n')]);

test('frames, heads and characters that are cut anywhere make the same lines', () => {
  for (const length of [1, 2, 3, 7, 8, 9, 13, bytes.length]) {
    const lines: string[] = [];
    const output = new ContainerOutput(false, (line, stream) => lines.push(`${stream} ${line}`));
    for (let at = 0; at < bytes.length; at += length) output.take(bytes.subarray(at, at + length));
    output.end();
    assert.deepEqual(lines, ['stdout grüße', 'stdout ü', 'stderr öl!', 'stdout last'], `${length} bytes at once`);
  }
});
