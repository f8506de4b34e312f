/** Commands that work on this machine whatever server the settings name. */
import type { Config } from '#config/config.ts';

/** Says it on stderr, in one line, where AQUILON__CLI__API_URL is set: what it names is not asked. `what`: what the command does here. */
export function tellIsLocal({ cli: { apiUrl }, home }: Config, what: string): void {
  if (apiUrl === '') return;
  process.stderr.write(
    `AQUILON__CLI__API_URL does not count here: ${what} on this machine, with variables, connections and pools of ${home}.\n`,
  );
}
