/** Commands that work on this machine whatever server the settings name. */
import type { Config } from '#config/config.ts';

let isTold = false;

/**
 * Says it on stderr, once, in one line, where AQUILON__CLI__API_URL is set: what it names is not asked. `what`: what the command does here,
 * after "here: ".
 */
export function tellIsLocal({ cli: { apiUrl } }: Config, what: string): void {
  if (apiUrl === '' || isTold) return;
  isTold = true;
  process.stderr.write(`AQUILON__CLI__API_URL does not count here: ${what}.\n`);
}
