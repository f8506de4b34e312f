/** `aquilon notices ...`, in the order of the help. */
import { deadlines } from '#cli/commands/notices/deadlines.ts';
import { list } from '#cli/commands/notices/list.ts';
import { retry } from '#cli/commands/notices/retry.ts';

export const notices = [list, retry, deadlines];
