/** `aquilon workers ...`, in the order of the help. */
import { drain, resume } from '#cli/commands/workers/drain.ts';
import { list } from '#cli/commands/workers/list.ts';

export const workers = [list, drain, resume];
