import { path, withClient } from '#cli/client.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { NOTICE_COLUMNS } from './list.ts';

export const retry = () =>
  command('retry', 'Send a notice again, whatever became of it', 'notices retry 0199f2c4-7b1e-7c3a-9d53-0f6f5b0a8d11')
    .argument('<notice_id>', 'its id in the list')
    .addOption(outputOption())
    .action(async (id: string, { output }: OutputOptions) => {
      const due = await withClient((client) => client.ask<Row>('POST', path`/aquilon/notices/${id}/retry`));
      print([pick(due, NOTICE_COLUMNS)], output);
    });
