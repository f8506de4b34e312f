/** `aquilon roles ...`, in the order of the help. */
import { exportRoles, list } from '#cli/commands/roles/list.ts';

export const roles = [list, exportRoles];
