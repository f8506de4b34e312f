/** The processes of a running product, by /proc: Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

interface Stat {
  pid: number;
  parent: number;
  command: string;
  /** User and system time, clock ticks of 10 ms. */
  ticks: number;
}

function readAll(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [
          { pid: Number(name), parent: Number(fields[1]), command, ticks: Number(fields[11]) + Number(fields[12]) },
        ];
      } catch {
        return [];
      }
    });
}

/** The server, its children, and the database server of its home with its own. */
export function processesOf(serverPid: number, home: string): Stat[] {
  const all = readAll();
  const roots = all.filter(
    (one) => one.pid === serverPid || (one.command.includes('postgres -D') && one.command.includes(home)),
  );
  const found = new Set(roots);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const one of all) if ([...found].some((parent) => parent.pid === one.parent)) found.add(one);
  }
  return [...found];
}
