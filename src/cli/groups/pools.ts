/** `aquilon pools ...`, in the order of the help. */
import { remove } from '#cli/commands/pools/delete.ts';
import { exportPools } from '#cli/commands/pools/export.ts';
import { get } from '#cli/commands/pools/get.ts';
import { importPools } from '#cli/commands/pools/import.ts';
import { list } from '#cli/commands/pools/list.ts';
import { set } from '#cli/commands/pools/set.ts';

export const pools = [list, get, set, remove, importPools, exportPools];
