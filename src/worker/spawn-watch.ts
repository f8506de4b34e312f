/** Notices whether an attempt started other processes, so that the server looks for leftovers only where there can be some. */
import childProcess from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';

let spawned = false;

export function watchSpawns(): void {
  diagnostics.subscribe('child_process', () => {
    spawned = true;
  });
  // The synchronous calls tell the channel nothing, and can leave processes behind all the same (`sleep 99 &`).
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
    const original = childProcess[name] as (...args: unknown[]) => unknown;
    Object.assign(childProcess, {
      [name]: (...args: unknown[]) => {
        spawned = true;
        return original(...args);
      },
    });
  }
  syncBuiltinESMExports();
}

/** True when a process was started since the last call. */
export function takeSpawned(): boolean {
  const found = spawned;
  spawned = false;
  return found;
}
