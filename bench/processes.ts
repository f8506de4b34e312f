/** The processes of a running product, by /proc: Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessFacts {
  pid: number;
  parent: number;
  command: string;
  /** User and system time of it and of its ended children, clock ticks of 10 ms. */
  ticks: number;
  /** Proportional set size, KiB: what is shared is counted in parts. */
  pssKib: number;
}

function readAll(): ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const fields = stat
          .slice(stat.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // utime, stime, cutime, cstime: a child that ended passes its time on to its parent.
        const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0);
        return [{ pid: Number(name), parent: fields[1] ?? 0, command, ticks, pssKib: 0 }];
      } catch {
        // Ended meanwhile.
        return [];
      }
    });
}

/** The processes with one of these ids or with one of these texts in their command, and all their descendants. */
export function processTree(isRoot: (one: ProcessFacts) => boolean): ProcessFacts[] {
  const all = readAll();
  const found = new Set(all.filter(isRoot));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const one of all) if ([...found].some((parent) => parent.pid === one.parent)) found.add(one);
  }
  return [...found].map((one) => ({ ...one, pssKib: pssOf(one.pid) }));
}

/** The server, its task processes, and the database server of its home. The latter has left the process tree, as a daemon does. */
export function productProcesses(serverPid: number, home: string): ProcessFacts[] {
  return processTree(
    ({ pid, command }) => pid === serverPid || (command.includes('postgres -D') && command.includes(home)),
  );
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
