import type { ErrorEntry } from './error-entry.ts';

/** Templates, variables, connections. */
export const TEMPLATE_ERRORS = {
  TEMPLATE_INVALID: {
    status: 400,
    message: 'Task {task}: the template {place} is no template: {reason}.',
    remedy: 'Correct the template. The page about templates lists what they may hold.',
  },
  TEMPLATE_UNDEFINED: {
    status: 400,
    message: 'Task {task}: in the template {place}, {reason}.',
    remedy: "Use a name that there is, or say what stands in its place: {{ name | default('x') }}.",
  },
  TEMPLATE_FAILED: {
    status: 400,
    message: 'Task {task}: the template {place} failed: {reason}.',
    remedy: 'Correct the template, or what it reads.',
  },
  TEMPLATE_LIMIT: {
    status: 400,
    message: 'Task {task}: the template {place} takes too much: {reason}.',
    remedy: 'Do large work in a task, and render its result.',
  },
  VARIABLE_NOT_FOUND: {
    status: 404,
    message: 'There is no variable {key}.',
    remedy:
      'Make it: aquilon variables set {key} VALUE; or set AIRFLOW_VAR_{name} in the environment of the server; or give a default.',
  },
  CONNECTION_NOT_FOUND: {
    status: 404,
    message: 'There is no connection {connection}.',
    remedy:
      'Make it: aquilon connections add {connection} --conn-uri URI; or set AIRFLOW_CONN_{name} in the environment of the server.',
  },
  CONNECTION_INVALID: {
    status: 400,
    message: 'The connection {connection} cannot be read: {reason}.',
    remedy: 'Write it as type://login:password@host:port/schema, each part percent-encoded, or as JSON.',
  },
} as const satisfies Record<string, ErrorEntry>;
