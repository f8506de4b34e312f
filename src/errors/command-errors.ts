import type { ErrorEntry } from './error-entry.ts';

/** Command line. */
export const COMMAND_ERRORS = {
  CONFIRMATION_NEEDED: {
    status: 400,
    message: '{action} Nothing was changed.',
    remedy: 'Add --yes to do it.',
  },
  FOLDER_NOT_EMPTY: {
    status: 409,
    message: 'The folder {folder} is not empty.',
    remedy: 'Choose a new or an empty folder.',
  },
  PATH_MISSING: {
    status: 404,
    message: 'There is no file or folder {path}.',
    remedy: 'Correct the path.',
  },
} as const satisfies Record<string, ErrorEntry>;
