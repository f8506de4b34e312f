/** `aquilon config ...`, in the order of the help. */
import { getValue } from '#cli/commands/config/get-value.ts';
import { lint } from '#cli/commands/config/lint.ts';
import { list } from '#cli/commands/config/list.ts';
import { update } from '#cli/commands/config/update.ts';

export const config = [list, getValue, lint, update];
