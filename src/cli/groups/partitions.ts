/** `aquilon partitions ...`, in the order of the help. */
import { clear } from '#cli/commands/partitions/clear.ts';

export const partitions = [clear];
