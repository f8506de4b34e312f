/** A request over HTTP as a task. */
import { type Duration, parseDuration } from '../duration.ts';
import type { Operator, OperatorFactory } from '../operator.ts';
import { operatorFactory } from '../operator.ts';
import { Checker } from '../options.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';
import { anything, callback, checked, flag, isRecord, oneOf, text, textsByName } from './checked.ts';

/** What the functions of the author get of an answer. */
export interface HttpResponse {
  status: number;
  /** Names in small letters. */
  headers: { [name: string]: string };
  text: string;
  /** The body as JSON; undefined where it is none. */
  json: Json | undefined;
}

export interface HttpOptions {
  /** `http://` or `https://`; with `httpConnId`, a path below the address of the connection. Airflow's `endpoint`. */
  url: string;
  /** A connection that gives the address, user and password, and headers in its extra. Default: none. */
  httpConnId?: string;
  /** Default POST, as in Airflow. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Sent as it is where it is a text, else as JSON; with GET and HEAD, an object of values for the query of the address. */
  data?: Json;
  headers?: { [name: string]: string };
  /** The task fails where it returns false. Default: none. */
  responseCheck?: (response: HttpResponse) => boolean | Promise<boolean>;
  /** Makes the return value of the answer. Default: the text of the body. */
  responseFilter?: (response: HttpResponse) => unknown;
  /** Write the body to the log. Default false. */
  logResponse?: boolean;
  extraOptions?: {
    /** For the whole of it. Default 60 s. */
    timeout?: Duration;
    /** A status of 400 or more fails the task. Default true. */
    checkResponse?: boolean;
    /** Follow redirects, to the same host only. Default true. */
    allowRedirects?: boolean;
    /** Bytes that the body may have. Default 16 MiB. */
    maxBytes?: number;
  };
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const EXTRA = ['timeout', 'checkResponse', 'allowRedirects', 'maxBytes'];

const KIND = {
  name: 'http',
  operator: 'HttpOperator',
  body: 'http',
  required: ['url'],
  functions: ['responseCheck', 'responseFilter'],
  templates: { templateFields: ['url', 'data', 'headers'] },
  rules: {
    url: text,
    httpConnId: text,
    method: oneOf(METHODS),
    data: anything,
    headers: textsByName,
    responseCheck: callback,
    responseFilter: callback,
    logResponse: flag,
    extraOptions,
  },
};

function extraOptions(checker: Checker, name: string, value: unknown): void {
  if (!isRecord(value)) {
    checker.add(`${name} is ${show(value)}; it must be an object with ${EXTRA.join(', ')}`);
    return;
  }
  const inner = new Checker(name);
  inner.unknownNames(value, EXTRA);
  inner.duration('timeout', value.timeout, 0);
  inner.flag('checkResponse', value.checkResponse);
  inner.flag('allowRedirects', value.allowRedirects);
  inner.whole('maxBytes', value.maxBytes, 0, 1);
  for (const problem of inner.problems) checker.add(problem);
}

/**
 * Asks an address, and returns the text of its answer, or what `responseFilter` makes of it. A status of 400 or more fails the task.
 */
export const http: (<R>(
  options: HttpOptions & { responseFilter: (response: HttpResponse) => R | Promise<R> },
) => Operator<R>) &
  OperatorFactory<HttpOptions, string> = operatorFactory(
  (options: HttpOptions): Operator<never> => {
    const made = checked<never>(KIND, options, timeoutOf(options));
    const problem = urlProblem(options);
    return problem === undefined ? made : { ...made, problems: [...(made.problems ?? []), problem] };
  },
  ['responseCheck', 'responseFilter', 'extraOptions', 'method'],
);

function timeoutOf({ extraOptions: extra }: HttpOptions): { timeoutMs?: number } {
  const timeoutMs = isRecord(extra) && extra.timeout !== undefined ? parseDuration(extra.timeout) : undefined;
  return timeoutMs === undefined ? {} : { timeoutMs };
}

function urlProblem({ url, httpConnId }: HttpOptions): string | undefined {
  if (typeof url !== 'string' || url === '' || httpConnId !== undefined || /\{[{%]/.test(url)) return undefined;
  if (/^https?:\/\//.test(url)) return undefined;
  return `url is ${show(url)}; it must begin with http:// or https://, or httpConnId must be given`;
}
