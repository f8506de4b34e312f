/** A DAG file whose one task runs until the file appears that its param `gate` names. */
export const LONG = `
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('long', { schedule: null, isPausedUponCreation: false, params: { gate: '' } });
dag.task('stay', async () => {
  const { run, signal } = getContext();
  while (!existsSync(String(run.conf.gate))) await sleep(50, undefined, { signal });
})();
export default dag;
`;
