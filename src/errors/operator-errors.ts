import type { ErrorEntry } from './error-entry.ts';

/** Operators that reach other systems and programs. */
export const OPERATOR_ERRORS = {
  HTTP_REFUSED: {
    status: 502,
    message: 'The request {request} was answered with the status {status}: {said}',
    remedy: 'Correct the request; extraOptions.checkResponse: false leaves the status to responseCheck.',
  },
  HTTP_CHECK_FAILED: {
    status: 502,
    message:
      'The responseCheck of the task did not return true for the answer to {request}, which has the status {status}.',
    remedy: 'Look at the answer with logResponse: true.',
  },
  SQL_TOO_MANY_ROWS: {
    status: 413,
    message: 'The statement on {connection} has more than {limit} rows.',
    remedy: 'Select fewer, raise maxRows, or let the statement write to a table or a file.',
  },
  SLACK_FAILED: {
    status: 502,
    message: 'Slack did not take the message: {reason}.',
    remedy: 'Check the connection or webhookUrl, and the blocks; retries apply.',
  },
  PYTHON_NOT_FOUND: {
    status: 500,
    message: 'There is no Python {python} on this machine: {where}.',
    remedy: "Install it, or name another in the option python: a path, a name or a version such as '3.11'.",
  },
  PYTHON_UNUSABLE: {
    status: 500,
    message: 'The interpreter {path} cannot be used: {reason}.',
    remedy: 'Name a Python 3.8 or newer in the option python.',
  },
  PYTHON_ENVIRONMENT_FAILED: {
    status: 500,
    message: 'The virtual environment could not be built: {reason}',
    remedy:
      'Read what the installer said in the log of the task; correct requirements or the addresses of the indexes.',
  },
  PYTHON_FUNCTION_MISSING: {
    status: 500,
    message: 'There is no function {function} in {file}; there is {known}.',
    remedy: 'Correct the option function, or the file.',
  },
  PYTHON_FAILED: {
    status: 500,
    message: '{message}',
    remedy: 'Read the log of the task.',
  },
  PYTHON_ENDED: {
    status: 500,
    message: 'Python {how} before the function returned.',
    remedy:
      'Return from the function instead of ending Python; a signal from outside may be the kernel under memory pressure.',
  },
  DOCKER_UNREACHABLE: {
    status: 503,
    message: 'No Docker engine answers at {address}: {reason}.',
    remedy:
      'Start the engine, let the user of the server open its socket (group docker), or name another in dockerUrl or DOCKER_HOST; retries apply.',
  },
  DOCKER_REFUSED: {
    status: 502,
    message: 'The Docker engine at {address} refused to {action} (status {status}): {reason}',
    remedy:
      'Correct the options of the task. A name that is taken belongs to a container that an earlier try left: remove it, or set autoRemove.',
  },
  DOCKER_PULL_FAILED: {
    status: 502,
    message: 'The image {image} could not be pulled from {registry}: {reason}',
    remedy:
      'Check name and tag of the image; a private registry needs a connection with login and password in dockerConnId.',
  },
  DOCKER_CONTAINER_FAILED: {
    status: 500,
    message: 'The container {container} of {image} {how}.',
    remedy: 'Read the output of the container in the log of the task; skipOnExitCode names codes that skip it.',
  },
  DOCKER_OUTPUT_UNUSABLE: {
    status: 500,
    message: 'What the container made cannot be the value of the task: {reason}.',
    remedy: 'Let it write less, or JSON to the file of retrieveOutputPath.',
  },
} as const satisfies Record<string, ErrorEntry>;
