/** Other systems on the same work: their drivers are processes of their own, see peers/README.md. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export interface Peer {
  /** Name and version. */
  name: string;
  /** Milliseconds from asking until the end was seen, by the driver's own clock. */
  play(bench: 'chain' | 'fan-out'): Promise<number>;
  stop(): Promise<void>;
}

interface FromDriver {
  ready?: string;
  ms?: number;
  problem?: string;
}

/** Starts one driver; throws what it says when it cannot work. */
export async function startPeer(driver: string, databaseUrl: string): Promise<Peer> {
  const child = fork(join(import.meta.dirname, 'peers', 'drivers', driver), [databaseUrl], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { ready } = await answerOf(child);
  return {
    name: ready ?? driver,
    async play(bench) {
      child.send({ play: bench });
      const { ms } = await answerOf(child);
      return ms ?? Number.NaN;
    },
    async stop() {
      if (child.connected) child.send({ stop: true });
      await exit;
    },
  };
}

function answerOf(child: ChildProcess): Promise<FromDriver> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the driver has ended'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      const answer = message as FromDriver;
      if (answer.problem === undefined) resolve(answer);
      else reject(new Error(answer.problem));
    });
  });
}
