/** `aquilon rotate-fernet-key`, as Airflow's. */
import { command } from '#cli/options.ts';
import { withSecrets } from '#cli/secrets.ts';
import { rotateKeys } from '#secrets/rotate.ts';

export const rotateFernetKey = () =>
  command(
    'rotate-fernet-key',
    'Encrypt variables and connections anew with the first Fernet key',
    'rotate-fernet-key',
  ).action(() =>
    withSecrets(async ({ keyring }, database) => {
      const { variables, connections } = await rotateKeys(database, keyring);
      const told = `${variables} variable(s) and ${connections} connection(s) are encrypted with the key ${keyring.ids[0]}`;
      process.stdout.write(`${told}.\n`);
    }),
  );
