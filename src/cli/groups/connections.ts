/** `aquilon connections ...`, in the order of the help. */
import { add } from '#cli/commands/connections/add.ts';
import { createDefaults } from '#cli/commands/connections/create-defaults.ts';
import { remove } from '#cli/commands/connections/delete.ts';
import { exportConnections } from '#cli/commands/connections/export.ts';
import { get } from '#cli/commands/connections/get.ts';
import { importConnections } from '#cli/commands/connections/import.ts';
import { list } from '#cli/commands/connections/list.ts';
import { test } from '#cli/commands/connections/test.ts';

export const connections = [list, get, add, remove, test, importConnections, exportConnections, createDefaults];
