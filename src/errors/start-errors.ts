import type { ErrorEntry } from './error-entry.ts';

/** Configuration and start. */
export const START_ERRORS = {
  CONFIG_INVALID: {
    status: 500,
    message: 'The configuration has {count} problem(s):\n{problems}',
    remedy: 'Correct the named options and start again; nothing was changed.',
  },
  CONFIG_SECTION_UNKNOWN: {
    status: 404,
    message: 'The configuration has no section {section}.',
    remedy: 'The sections are {sections}.',
  },
  CONFIG_OPTION_UNKNOWN: {
    status: 404,
    message: 'The configuration has no option {option}.{hint}',
    remedy: 'Correct the name; aquilon config list --include-defaults shows all of them.',
  },
  CONFIG_VALUE_SECRET: {
    status: 403,
    message: 'The option {option} is secret, and was not printed.',
    remedy: 'Add --show-values to print it in the clear.',
  },
  CONFIG_UPDATE_MISSING: {
    status: 501,
    message: 'There is no airflow.cfg that Aquilon reads, and so none to bring up to date.',
    remedy: 'Ask aquilon config lint FILE what the options of an airflow.cfg mean here.',
  },
  CONFIG_NOT_EXPOSED: {
    status: 403,
    message: 'The configuration is not shown by the API.',
    remedy: 'Whoever runs the server may set AIRFLOW__API__EXPOSE_CONFIG to true; secrets stay hidden.',
  },
  DOT_ENV_UNREADABLE: {
    status: 500,
    message: 'The file {file} cannot be read: {reason}.',
    remedy: 'Let this user read it, or take it away.',
  },
  PORT_IN_USE: {
    status: 500,
    message: 'Port {port} on {host} is held by another program.',
    remedy: 'Stop that program, or choose another port: AIRFLOW__API__PORT={suggestion}.',
  },
  HOME_LOCKED: {
    status: 500,
    message: 'Another Aquilon (process {pid}) already serves the folder {home}.',
    remedy: 'Use that one, stop it first, or choose another folder: AQUILON_HOME=DIR.',
  },
  HOME_UNUSABLE: {
    status: 500,
    message: 'The folder {home} cannot be written: {reason}.',
    remedy: 'Let this user write there, or choose another folder: AQUILON_HOME=DIR.',
  },
  DATABASE_UNAVAILABLE: {
    status: 503,
    message: 'The database does not answer: {reason}.',
    remedy:
      'Check that PostgreSQL runs and that AIRFLOW__DATABASE__SQL_ALCHEMY_CONN is right. Aquilon goes on as soon as it answers.',
  },
  DATABASE_URL_INVALID: {
    status: 500,
    message: 'AIRFLOW__DATABASE__SQL_ALCHEMY_CONN is no PostgreSQL URL: {reason}.',
    remedy: 'Write postgresql://USER:PASSWORD@HOST:5432/DATABASE, or leave it out to use the embedded server.',
  },
  DATABASE_TOO_OLD: {
    status: 500,
    message: 'The database is PostgreSQL {version}; Aquilon needs 14 or newer.',
    remedy: 'Use a newer server, or leave AIRFLOW__DATABASE__SQL_ALCHEMY_CONN out to use the embedded one.',
  },
  MIGRATIONS_CLASH: {
    status: 500,
    message: 'Several migrations of this Aquilon have the number {number}: {files}.',
    remedy:
      'Install it anew, into an empty folder: two versions of it are mixed. In a checkout, renumber the newer one.',
  },
  SCHEMA_NEWER: {
    status: 500,
    message: 'The database has schema {found}; this Aquilon knows schemas up to {known}.',
    remedy: 'Install the newer Aquilon that migrated it; nothing was changed.',
  },
  EMBEDDED_UNSUPPORTED: {
    status: 500,
    message: 'There is no embedded PostgreSQL for {platform}-{arch}.',
    remedy: 'Set AIRFLOW__DATABASE__SQL_ALCHEMY_CONN to the URL of a PostgreSQL server, 14 or newer.',
  },
  EMBEDDED_FAILED: {
    status: 500,
    message: 'The embedded PostgreSQL did not start: {reason}',
    remedy: 'Its log is {log}. Nothing was deleted.',
  },
} as const satisfies Record<string, ErrorEntry>;
