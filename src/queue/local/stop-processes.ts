import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskProcess } from './task-process.ts';

/** Of the deadline, what is kept for SIGKILL to do its work, ms. */
const LAST_MOMENT = 300;

/** Ends all processes within `deadlineMs`: the idle at once, those at work by the ladder, cut short where it is too long. */
export async function stopProcesses(processes: ReadonlySet<TaskProcess>, deadlineMs: number): Promise<void> {
  for (const process of processes) {
    if (process.job === undefined) process.end();
    else {
      process.endsAfterJob = true;
      process.cancel({ code: 'SHUTDOWN', message: 'Aquilon is stopping.' });
    }
  }
  const kill = setTimeout(
    () => {
      for (const process of processes) process.kill();
    },
    Math.max(0, deadlineMs - LAST_MOMENT),
  );
  const until = performance.now() + deadlineMs;
  while (processes.size > 0 && performance.now() < until) await sleep(5);
  clearTimeout(kill);
  for (const process of processes) process.kill();
}
