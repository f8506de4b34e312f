/** `aquilon state-store ...`, in the order of the help. */
import { clean } from '#cli/commands/state-store/clean.ts';

export const stateStore = [clean];
