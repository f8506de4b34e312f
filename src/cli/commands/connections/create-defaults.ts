import { withClient } from '#cli/client.ts';
import { command } from '#cli/options.ts';

export const createDefaults = () =>
  command(
    'create-default-connections',
    'Make the connections that operators use where they name none',
    'connections create-default-connections',
  ).action(async () => {
    await withClient((client) => client.ask('POST', '/connections/defaults'));
  });
