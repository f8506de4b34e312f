/** What a task in Python costs beside the bare interpreter of the same virtual environment. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alternate } from '#bench/alternate.ts';
import { makeHome, removeHome } from '#bench/homes.ts';
import { startProduct, untilDags } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';

const DAG = `import { Dag, python } from '@aquilon/sdk';
const dag = new Dag('python', { isPausedUponCreation: false });
dag.task('t', python({ file: 'prefix.py', function: 'prefix', requirements: [] }))({ n: 1 });
export default dag;
`;
const SCRIPT = 'import sys\ndef prefix(n): return sys.prefix\n';

/** By the dates of the task: from its start until its end. */
export async function benchPython({ smoke, add }: { smoke: boolean; add: (figure: Figure) => void }): Promise<void> {
  const home = await makeHome();
  await mkdir(join(home, 'dags'), { recursive: true });
  await writeFile(join(home, 'dags', 'prefix.py'), SCRIPT);
  await writeFile(join(home, 'dags', 'python.ts'), DAG);
  try {
    const product = await startProduct(home);
    try {
      await untilDags(product, 1);
      const ask = async (runId: string, rest: string) =>
        product.ask<{ duration: number; value: string }>(
          'GET',
          `/dags/python/dagRuns/${encodeURIComponent(runId)}/taskInstances/t${rest}`,
        );
      const first = await product.run('python');
      const { value: folder } = await ask(first.runId, '/xcomEntries/return_value?deserialize=true');
      const bare = promisify(execFile);
      const values = await alternate(
        { rounds: smoke ? 2 : 40, warmUps: 3 },
        {
          task: async () => (await ask((await product.run('python')).runId, '')).duration * 1000,
          bare: async () => {
            const began = performance.now();
            await bare(join(folder, 'bin', 'python'), ['-c', 'pass']);
            return performance.now() - began;
          },
        },
      );
      const more = values.task.map((value, at) => value - (values.bare[at] ?? 0));
      add({ bench: 'a python task, beside `python -c pass`', unit: 'ms', values: values.task, limit: values.bare });
      add({ bench: '- what it adds', unit: 'ms', values: more });
    } finally {
      await product.stop();
    }
  } finally {
    await removeHome(home);
  }
}
