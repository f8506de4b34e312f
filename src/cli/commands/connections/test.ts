import { withClient } from '#cli/client.ts';
import { findConnection } from '#cli/find-connection.ts';
import { command } from '#cli/options.ts';

interface Told {
  status: boolean;
  message: string;
}

/** Exit code 1 where the other system does not answer. */
export const test = () =>
  command('test', 'Try a connection out, where AIRFLOW__CORE__TEST_CONNECTION is enabled', 'connections test shop')
    .argument('<conn_id>')
    .action(async (connId: string) => {
      const { connType, description, host, schema, login, password, port, extra } = await findConnection(connId);
      const body = {
        connection_id: connId,
        conn_type: connType ?? '',
        description,
        host,
        schema,
        login,
        password,
        port,
        extra,
      };
      const { status, message } = await withClient((client) => client.ask<Told>('POST', '/connections/test', body));
      process.stdout.write(`${status ? 'Connection success!' : 'Connection failed!'}\n${message}\n`);
      if (!status) process.exitCode = 1;
    });
