/** `aquilon users ...`, in the order of the help. */
import { create } from '#cli/commands/users/create.ts';
import { remove } from '#cli/commands/users/delete.ts';
import { list } from '#cli/commands/users/list.ts';

export const users = [list, create, remove];
