/** `aquilon providers ...`, in the order of the help. */
import { get, list } from '#cli/commands/providers/list.ts';

export const providers = [list, get];
