/** Runs elkjs in a worker of its own: a large graph must not hold up the page. Loaded with the first graph only. */
import ELK from 'elkjs/lib/elk-api.js';
import workerAddress from 'elkjs/lib/elk-worker.min.js?url';
import type { Structure } from '#shared/api/extra-operations.ts';
import { type Direction, layoutInput, type Placed, placedNodes } from './layout-input.ts';

const elk = new ELK({ workerFactory: () => new Worker(workerAddress) });

export async function layout(structure: Structure, direction: Direction): Promise<Placed[]> {
  return placedNodes(await elk.layout(layoutInput(structure, direction) as Parameters<typeof elk.layout>[0]));
}
