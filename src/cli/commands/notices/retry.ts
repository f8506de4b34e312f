import { type Client, path, withClient } from '#cli/client.ts';
import { confirm } from '#cli/confirm.ts';
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, pick, print, type Row } from '#cli/output.ts';
import { NOTICE_COLUMNS } from './list.ts';

interface Options extends OutputOptions {
  yes?: boolean;
}

interface Notice {
  id: string;
  state: string;
  notifier: string;
  sent_at: string | null;
  recipients: { accepted: string[] } | null;
}

export const retry = () =>
  command(
    'retry',
    'Send a notice again, whatever became of it; asks first where it was sent',
    'notices retry 0199f2c4-7b1e-7c3a-9d53-0f6f5b0a8d11',
  )
    .argument('<notice_id>', 'its id in the list')
    .option('-y, --yes', 'do not ask')
    .addOption(outputOption())
    .action((id: string, options: Options) => withClient((client) => run(client, id, options)));

async function run(client: Client, id: string, { yes, output }: Options): Promise<void> {
  if (!yes) {
    const found = await client.all<Notice>(path`/aquilon/notices?id=${id}`, 'notices');
    const sent = found.find((one) => one.id === id.toLowerCase() && one.state === 'sent');
    if (sent && !(await confirm(whatHappens(sent)))) return;
  }
  const due = await client.ask<Row>('POST', path`/aquilon/notices/${id}/retry`);
  print([pick(due, NOTICE_COLUMNS)], output);
}

function whatHappens({ id, notifier, sent_at: at, recipients }: Notice): string {
  const whom = recipients && recipients.accepted.length > 0 ? ` to ${recipients.accepted.join(', ')}` : '';
  return `Notice ${id} was sent${whom} by ${notifier}${at === null ? '' : ` at ${at}`}. This sends it once more.`;
}
