/** `aquilon backfill pause`, `unpause` and `cancel`. */
import type { Command } from 'commander';
import { positiveInteger } from '#cli/arguments.ts';
import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { BACKFILL_COLUMNS } from './columns.ts';

const change = (name: 'pause' | 'unpause' | 'cancel', description: string) => (): Command =>
  command(name, description, `backfill ${name} 3`)
    .argument('<backfill_id>', 'its number in the list', positiveInteger)
    .addOption(outputOption())
    .action(async (id: number, { output }: OutputOptions) => {
      const changed = await withClient((client) => client.ask<Row>('PUT', path`/backfills/${id}/` + name));
      print([pick(changed, BACKFILL_COLUMNS)], output);
    });

export const pause = change('pause', 'Begin no more runs of a backfill; what runs goes on');
export const unpause = change('unpause', 'Let a paused backfill go on');
export const cancel = change('cancel', 'End a backfill: queued runs fail, what runs goes on');
