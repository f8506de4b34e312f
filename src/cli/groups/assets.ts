/** `aquilon assets ...`, in the order of the help. */
import { details } from '#cli/commands/assets/details.ts';
import { list } from '#cli/commands/assets/list.ts';
import { materialize } from '#cli/commands/assets/materialize.ts';

export const assets = [list, details, materialize];
