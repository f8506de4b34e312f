import type { ErrorEntry } from './error-entry.ts';

/** DAG files. */
export const DAG_FILE_ERRORS = {
  DAG_FILE_FAILED: {
    status: 400,
    message: '{file} could not be loaded: {reason}',
    remedy: 'Correct the file; its last good version keeps running.',
  },
  DAG_FILE_TIMEOUT: {
    status: 400,
    message: '{file} did not finish loading within {seconds} s.',
    remedy:
      'Move slow work out of the top level of the file into a task, or raise AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT.',
  },
  DAG_FILE_DIED: {
    status: 400,
    message: 'Loading {file} ended its process ({how}).',
    remedy: 'Remove what ends the process or takes the memory at the top level of the file.',
  },
  DAG_FILE_QUARANTINED: {
    status: 400,
    message:
      'The file {file} is in quarantine since {since} and is not loaded any more: loading it ended or blocked its process {crashes} times in a row.',
    remedy: 'Change it, or what it imports; or let it out by hand: aquilon dags release {file}.',
  },
  BUNDLE_NOT_FOUND: {
    status: 404,
    message: 'There is no DAG bundle {bundle}; configured are {bundles}.',
    remedy: 'Name one of them, or add it to AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST.',
  },
  BUNDLE_FETCH_FAILED: {
    status: 502,
    message: 'The DAG bundle {bundle} could not be fetched: {reason}',
    remedy:
      'Check repo_url, tracking_ref and the connection of the bundle. What was fetched before stays live, and it is tried again.',
  },
  BUNDLE_GIT_MISSING: {
    status: 500,
    message: 'The DAG bundle {bundle} needs the command git, which is not on the PATH of the server.',
    remedy: 'Install git 2.29 or newer, and start the server again.',
  },
  BUNDLE_CHECKOUT_FAILED: {
    status: 500,
    message: 'The commit {version} of the DAG bundle {bundle} could not be written to {folder}: {reason}',
    remedy:
      'Check the disk, or correct the repository. What is stored of the bundle stays live, and it is tried again.',
  },
  BUNDLE_COMMIT_MISSING: {
    status: 500,
    message: 'The commit {version} of the DAG bundle {bundle}, which the run keeps, cannot be had: {reason}',
    remedy: 'Clear the run with run_on_latest_version, or make the commit and the bundle available again.',
  },
  DAG_INVALID: {
    status: 400,
    message: 'DAG {dag}: {reason}',
    remedy: 'Correct the DAG file; its last good version keeps running.',
  },
} as const satisfies Record<string, ErrorEntry>;
