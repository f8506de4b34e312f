/** `aquilon jobs ...`, in the order of the help. */
import { check } from '#cli/commands/jobs/check.ts';

export const jobs = [check];
