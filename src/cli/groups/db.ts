/** `aquilon db ...`, in the order of the help. */
import { check } from '#cli/commands/db/check.ts';
import { migrate } from '#cli/commands/db/migrate.ts';
import { reset } from '#cli/commands/db/reset.ts';

export const db = [check, migrate, reset];
