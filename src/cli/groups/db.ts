/** `aquilon db ...`, in the order of the help. */
import { dropArchived, exportArchived } from '#cli/commands/db/archives.ts';
import { check, checkMigrations } from '#cli/commands/db/check.ts';
import { clean } from '#cli/commands/db/clean.ts';
import { downgrade, migrate } from '#cli/commands/db/migrate.ts';
import { reset } from '#cli/commands/db/reset.ts';
import { shell } from '#cli/commands/db/shell.ts';
import { olderName } from '#cli/older-names.ts';

const init = () => olderName('db init', migrate(), 'db migrate');
const upgrade = () => olderName('db upgrade', migrate(), 'db migrate');

export const db = [
  check,
  checkMigrations,
  migrate,
  downgrade,
  clean,
  exportArchived,
  dropArchived,
  shell,
  reset,
  init,
  upgrade,
];
