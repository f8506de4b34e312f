import type { ErrorEntry } from './error-entry.ts';

/** Keys, stored variables and connections, secrets backends. */
export const SECRET_ERRORS = {
  FERNET_KEY_INVALID: {
    status: 500,
    message:
      'A Fernet key of AIRFLOW__CORE__FERNET_KEY, or of the file fernet_key in the home folder, is none: it has {length} characters.',
    remedy: 'A key is 32 bytes in URL-safe Base64, 44 characters; several are separated by commas.',
  },
  FERNET_KEY_MISSING: {
    status: 500,
    message: '{thing} cannot be read: {reason}. Nothing was overwritten.',
    remedy:
      'Put the missing key behind the others, NEW_KEY,OLD_KEY, in AIRFLOW__CORE__FERNET_KEY or in the file fernet_key of the home folder, and start again. Where it is lost, delete what it encrypted and make it anew.',
  },
  FERNET_KEY_DIFFERS: {
    status: 409,
    message:
      'The server of {home} encrypts with the Fernet key {theirs}, and this command has {ours}. Nothing was read or changed.',
    remedy:
      'Run the command with the AIRFLOW__CORE__FERNET_KEY that the server was started with; without it where the server has its key from the file fernet_key of the home folder. After a change of the key, start the server again first.',
  },
  VARIABLE_EXISTS: {
    status: 409,
    message: 'There already is a variable {key}.',
    remedy: 'Choose another key, or change that one.',
  },
  VARIABLE_INVALID: {
    status: 400,
    message: 'The variable {key} cannot be used: {reason}.',
    remedy: 'Correct the key or the value.',
  },
  CONNECTION_TESTS_OFF: {
    status: 403,
    message: 'Connections are not tried out: AIRFLOW__CORE__TEST_CONNECTION is {value}.',
    remedy:
      'Start the server with AIRFLOW__CORE__TEST_CONNECTION=enabled (environment, .env, or test_connection below core in aquilon.config.yaml). It then reaches whatever place the users who may edit connections name.',
  },
  CONNECTION_EXISTS: {
    status: 409,
    message: 'There already is a connection {connection}.',
    remedy: 'Choose another id, or change that one.',
  },
  SECRET_FILE_INVALID: {
    status: 400,
    message: 'The file {file} cannot be used: {reason}.',
    remedy: 'Correct the file; the page about variables and connections shows its forms.',
  },
  SECRETS_BACKEND_FAILED: {
    status: 503,
    message: 'The secrets backend {backend} cannot tell {what}: {reason}.',
    remedy: 'Check AIRFLOW__SECRETS__BACKEND_KWARGS and the backend itself, and try again.',
  },
} as const satisfies Record<string, ErrorEntry>;
