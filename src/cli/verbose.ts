/** `-v`: a command tells on stderr what it asks of the server. */
import type { Command } from 'commander';

let isVerbose = false;

/** Every command takes it, as in Airflow; those that tell more have an option of their own. */
export function addVerbose(command: Command): void {
  if (command.options.some((option) => option.short === '-v')) return;
  command.option('-v, --verbose', 'tell on stderr what is asked of the server').hook('preAction', () => {
    isVerbose = command.opts<{ verbose?: boolean }>().verbose ?? false;
  });
}

export function tellRequest(method: string, path: string, status: number, since: number): void {
  if (!isVerbose) return;
  process.stderr.write(`${method} ${path}: ${status}, ${Math.round(performance.now() - since)} ms\n`);
}
