/** `aquilon users ...`, in the order of the help. */
import { addRole, removeRole, resetPassword } from '#cli/commands/users/change.ts';
import { create } from '#cli/commands/users/create.ts';
import { remove } from '#cli/commands/users/delete.ts';
import { list } from '#cli/commands/users/list.ts';
import { exportUsers, importUsers } from '#cli/commands/users/transfer.ts';

export const users = [list, create, remove, addRole, removeRole, resetPassword, exportUsers, importUsers];
