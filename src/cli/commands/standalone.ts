/** Serves everything until it is told to stop. */
import { once } from 'node:events';
import { watchInterruption } from '#cli/interruption.ts';
import { holdsHome } from '#composition/home-lock.ts';
import { openConfig } from '#composition/open-config.ts';
import type { Config } from '#config/config.ts';
import { abandonEmbedded } from '#db/embedded/abandon.ts';
import { type Started, start } from '#start.ts';

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `place`: where it listens, instead of where the configuration says. */
export async function standalone(place: Partial<Pick<Config['api'], 'port' | 'host'>> = {}): Promise<void> {
  const given = await openConfig();
  const config = { ...given, api: { ...given.api, ...place } };
  // Watched from the first moment: what is asked while the parts are being started stops them as soon as they are.
  const { signal } = watchInterruption(() => {
    if (holdsHome(config.home)) abandonEmbedded(config.home);
    process.exit(INTERRUPTED);
  });
  const started = await start(config);
  process.stdout.write(welcome(started));
  if (!signal.aborted) await once(signal, 'abort');
  process.stdout.write('Stopping ...\n');
  await started.stop();
  process.exit(0);
}

function welcome({ url, firstAdmin, home, dataPlace, outbox }: Started): string {
  const login = firstAdmin
    ? `${firstAdmin.username} / ${firstAdmin.password ?? '(the password of _AIRFLOW_WWW_USER_PASSWORD)'}`
    : 'as before';
  const note = firstAdmin?.password ? '\n             (shown only now; keep it)' : '';
  return `
  Aquilon serves ${url}

    Sign in: ${login}${note}
    Folder:  ${home}
    Data:    ${dataPlace}
    Mails:   ${outbox}

  Ctrl-C stops it.

`;
}
