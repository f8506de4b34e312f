/** `aquilon plans ...`, in the order of the help. */
import { accept, apply, reject } from '#cli/commands/plans/decide.ts';
import { list } from '#cli/commands/plans/list.ts';
import { show } from '#cli/commands/plans/show.ts';

export const plans = [list, show, accept, reject, apply];
