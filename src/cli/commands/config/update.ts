/** `aquilon config update`: a command of Airflow, for whoever tries it here. */
import { command } from '#cli/options.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const update = () =>
  command('update', 'Airflow brings an airflow.cfg up to date with it; Aquilon has none', 'config lint airflow.cfg')
    .argument('[words...]', 'whatever Airflow takes')
    .allowUnknownOption()
    .action(() => {
      throw new AquilonError('CONFIG_UPDATE_MISSING');
    });
