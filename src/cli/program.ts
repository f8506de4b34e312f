/** Which commands there are. */
import type { Command } from 'commander';

export function addCommands(program: Command): void {
  program
    .command('standalone')
    .description('Serve everything: scheduler, workers, API and web page. What `npm start` runs.')
    .addHelpText('after', '\nExample:\n  $ AIRFLOW__API__PORT=8081 aquilon standalone')
    .action(async () => (await import('./commands/standalone.ts')).standalone());
  program
    .command('version')
    .description('Show the version')
    .action(async () => (await import('./commands/version.ts')).version());
}
