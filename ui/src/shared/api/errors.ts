/** What the server says when it refuses, in one shape. */
export class ApiError extends Error {
  /** HTTP status; 0: no answer came. */
  readonly status: number;
  /** Code of the server's catalogue (`RUN_EXISTS`); null where there is none. */
  readonly code: string | null;

  constructor(status: number, message: string, code: string | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/**
 * Airflow's `detail` is a text, an object with a message, or a list of fields that do not fit; all become one message.
 * An empty message: the body says nothing that could be shown.
 */
export function errorOf(status: number, body: unknown, code: string | null = null): ApiError {
  if (typeof body !== 'object' || body === null) return new ApiError(status, '', code);
  const { detail, error } = body as { detail?: unknown; error?: unknown };
  return new ApiError(status, messageOf(detail ?? error), code);
}

function messageOf(detail: unknown): string {
  if (typeof detail === 'string') return detail;
  if (Array.isArray(detail)) return detail.map(fieldMessage).join('\n');
  if (typeof detail === 'object' && detail !== null) {
    const { message, reason } = detail as { message?: unknown; reason?: unknown };
    if (typeof message === 'string') return message;
    if (typeof reason === 'string') return reason;
  }
  return '';
}

function fieldMessage(field: unknown): string {
  const { loc, msg } = field as { loc?: unknown[]; msg?: unknown };
  const place = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
  return place === '' ? String(msg) : `${place}: ${String(msg)}`;
}
