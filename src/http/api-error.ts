import { AquilonError, type ErrorValues } from '#errors/aquilon-error.ts';
import type { ErrorCode } from '#errors/catalogue.ts';

/**
 * An error of the catalogue that says to the client what Airflow says in its place.
 * Airflow words one and the same error differently from path to path; its clients show the wording, some compare it.
 */
export class ApiError extends AquilonError {
  /** The `detail` of the response body. */
  readonly detail: unknown;

  constructor(code: ErrorCode, detail: unknown, values: ErrorValues = {}, options?: { cause?: unknown }) {
    super(code, values, options);
    this.detail = detail;
  }
}

/** 404 with the words of Airflow for this path. */
export function notFound(code: ErrorCode, detail: string, values: ErrorValues = {}): ApiError {
  return new ApiError(code, detail, { what: detail, ...values });
}

/** 400 with a sentence of ours or of Airflow's. */
export function badRequest(reason: string): ApiError {
  return new ApiError('BAD_REQUEST', reason, { reason });
}

/** One problem of a request, as FastAPI reports it. */
export interface Problem {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: Record<string, unknown>;
}

/** 422 with the list of problems that FastAPI would send. */
export function invalid(problems: Problem[]): ApiError {
  const reason = problems.map((one) => `${one.loc.join('.')}: ${one.msg}`).join('; ');
  return new ApiError('REQUEST_INVALID', problems, { reason });
}

/** 422 for a rule that spans several fields, in the words of pydantic's value errors. */
export function invalidValue(loc: (string | number)[], message: string, input: unknown): ApiError {
  return invalid([{ type: 'value_error', loc, msg: `Value error, ${message}`, input, ctx: { error: {} } }]);
}
