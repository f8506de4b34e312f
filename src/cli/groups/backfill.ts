/** `aquilon backfill ...`, in the order of the help. */
import { cancel, pause, unpause } from '#cli/commands/backfill/change.ts';
import { create } from '#cli/commands/backfill/create.ts';
import { list } from '#cli/commands/backfill/list.ts';

export const backfill = [create, list, pause, unpause, cancel];
