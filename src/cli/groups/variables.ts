/** `aquilon variables ...`, in the order of the help. */
import { remove } from '#cli/commands/variables/delete.ts';
import { exportVariables } from '#cli/commands/variables/export.ts';
import { get } from '#cli/commands/variables/get.ts';
import { importVariables } from '#cli/commands/variables/import.ts';
import { list } from '#cli/commands/variables/list.ts';
import { set } from '#cli/commands/variables/set.ts';

export const variables = [list, get, set, remove, importVariables, exportVariables];
