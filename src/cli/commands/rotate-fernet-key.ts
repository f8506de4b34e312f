/** `aquilon rotate-fernet-key`, as Airflow's. */
import { command } from '#cli/options.ts';
import { changeSecrets } from '#cli/secrets.ts';
import { rotateKeys } from '#secrets/rotate.ts';

export const rotateFernetKey = () =>
  command(
    'rotate-fernet-key',
    'Encrypt variables and connections anew with the first Fernet key',
    'rotate-fernet-key',
  ).action(() =>
    changeSecrets(['rotate-fernet-key'], async ({ keyring }, sql) => {
      const { variables, connections } = await rotateKeys(sql, keyring);
      return { variables, connections, key: keyring.ids[0] };
    }).then(({ variables, connections, key }) => {
      const told = `${variables} variable(s) and ${connections} connection(s) are encrypted with the key ${key}`;
      process.stdout.write(`${told}.\n`);
    }),
  );
