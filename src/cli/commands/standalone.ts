/** Serves everything until it is told to stop. */
import { loadConfig } from '#config/config.ts';
import { type Started, start } from '#start.ts';

export async function standalone(): Promise<void> {
  // Signals that come while the parts are being started stop what is there as soon as it is.
  const stopAsked = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      let asked = false;
      process.on(signal, () => {
        // Asked twice: somebody is in a hurry.
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
    }
  });
  const started = await start(loadConfig());
  process.stdout.write(welcome(started));
  await stopAsked;
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
