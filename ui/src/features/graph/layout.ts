/** Runs elkjs in a worker of its own: a large graph must not hold up the page. Loaded with the first graph only. */
import ELK from 'elkjs/lib/elk-api.js';
import workerAddress from 'elkjs/lib/elk-worker.min.js?url';
import type { Structure } from '#shared/api/extra-operations.ts';
import { type Direction, layoutInput, type Placed, placedNodes } from './layout-input.ts';
import { quickLayout } from './quick-layout.ts';

/** elkjs takes a second for so many nodes, and ten for 2,000. */
export const MOST_FOR_ELK = 300;

let elk: InstanceType<typeof ELK> | null = null;
/** Its 1.6 MB are asked for with the first graph that needs it. */
const readyElk = () => {
  elk ??= new ELK({ workerFactory: () => new Worker(workerAddress) });
  return elk;
};

export async function layout(structure: Structure, direction: Direction): Promise<Placed[]> {
  const input = layoutInput(structure, direction);
  if (structure.nodes.length > MOST_FOR_ELK) return quickLayout(input, direction);
  return placedNodes(await readyElk().layout(input as Parameters<InstanceType<typeof ELK>['layout']>[0]));
}
