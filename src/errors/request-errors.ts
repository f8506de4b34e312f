import type { ErrorEntry } from './error-entry.ts';

/** Requests. */
export const REQUEST_ERRORS = {
  UNAUTHENTICATED: {
    status: 401,
    message: 'Not authenticated.',
    remedy: 'Sign in, or send a token: Authorization: Bearer TOKEN (POST /auth/token makes one).',
  },
  FORBIDDEN: {
    status: 403,
    message: 'Forbidden.',
    remedy: 'Ask an administrator for the right.',
  },
  REQUEST_INVALID: {
    status: 422,
    message: '{reason}',
    remedy: 'Correct the request.',
  },
  REQUEST_KEY_REUSED: {
    status: 422,
    message: 'The idempotency key {key} belongs to another request of the last 24 hours.',
    remedy: 'Make a new key for each request; the same key is only for sending the same request again.',
  },
  CREDENTIALS_INVALID: {
    status: 401,
    message: 'Invalid credentials',
    remedy: 'Check the name and the password; an administrator can set a new one.',
  },
  TOKEN_INVALID: {
    status: 403,
    message: 'Invalid JWT token',
    remedy: 'Get a new one: POST /auth/token.',
  },
  CSRF_INVALID: {
    status: 403,
    message: 'The request carries no valid X-CSRF-Token for its session.',
    remedy: 'Send the csrf_token of GET /auth/session in the header X-CSRF-Token, or use a bearer token.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    message: 'Too many failed sign-ins as {user} from this address.',
    remedy: 'Wait {seconds} s and try again.',
  },
  USER_EXISTS: {
    status: 409,
    message: 'There already is a user {user}.',
    remedy: 'Choose another name.',
  },
  USER_INVALID: {
    status: 400,
    message: 'The user cannot be like that: {reason}.',
    remedy: 'Correct the named value.',
  },
  USER_NOT_FOUND: {
    status: 404,
    message: 'There is no user {user}.',
    remedy: 'List the users with: aquilon users list.',
  },
  LAST_ADMIN: {
    status: 409,
    message: 'User {user} is the last active administrator.',
    remedy: 'Make another one first: aquilon users create -u NAME -r Admin.',
  },
  BAD_REQUEST: {
    status: 400,
    message: '{reason}',
    remedy: 'Correct the request.',
  },
  NOT_FOUND: {
    status: 404,
    message: '{what} was not found.',
    remedy: 'Look at the list that it should be in.',
  },
  DAG_VERSION_NOT_FOUND: {
    status: 404,
    message: 'The DAG {dag} has no version {version}.',
    remedy: 'Name one of its versions: {known}.',
  },
  ROUTE_NOT_FOUND: {
    status: 404,
    message: 'There is no {method} {path}.',
    remedy: 'All paths are described at /openapi.json.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    message: '{path} does not take {method}.',
    remedy: 'It takes: {allowed}.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    message: 'Only {types} is supported.',
    remedy: 'Ask for one of these in the header Accept.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'The body of the request is larger than {limit} bytes.',
    remedy: 'Send less.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    message: 'The address and the headers of the request are larger than 16 KB together.',
    remedy:
      'Ask for less at once; filters of lists can be sent in a body, too: POST .../dagRuns/list, .../taskInstances/list.',
  },
  REQUEST_TOO_SLOW: {
    status: 408,
    message: 'The request did not arrive in time.',
    remedy: 'Send it again.',
  },
  WORKERS_ELSEWHERE: {
    status: 409,
    message: 'This server runs no workers.',
    remedy: 'Ask the server that runs them: start it (npm start), or name its address.',
  },
  REQUEST_REFUSED: {
    status: 400,
    message: 'The server answered {status}: {reason}',
    remedy: 'Correct the command and try again; --help shows an example.',
  },
  INTERNAL: {
    status: 500,
    message: 'Something went wrong on the server. The log names it by the id {id}.',
    remedy: 'Look for the id in the server log, and report it if it happens again.',
  },
} as const satisfies Record<string, ErrorEntry>;
