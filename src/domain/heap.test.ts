import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createHeap } from './heap.ts';

test('elements come out in order, whatever was entered, moved and removed before', () => {
  const steps = fc.array(fc.record({ at: fc.nat(9), rank: fc.integer(), remove: fc.boolean() }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const items = Array.from({ length: 10 }, () => ({ rank: 0 }));
      const inside = new Set<{ rank: number }>();
      const heap = createHeap<{ rank: number }>((a, b) => a.rank < b.rank);
      for (const { at, rank, remove } of all) {
        const item = items[at] as { rank: number };
        if (remove) {
          heap.remove(item);
          inside.delete(item);
        } else {
          item.rank = rank;
          heap.update(item);
          inside.add(item);
        }
        assert.equal(heap.size, inside.size);
        assert.equal(heap.has(item), !remove);
        assert.equal(heap.peek()?.rank, [...inside].map((one) => one.rank).sort((a, b) => a - b)[0]);
      }
      const expected = [...inside].map((one) => one.rank).sort((a, b) => a - b);
      const found: number[] = [];
      for (let one = heap.pop(); one; one = heap.pop()) found.push(one.rank);
      assert.deepEqual(found, expected);
    }),
  );
});
