/** The sensor of an answer over HTTP. */
import type { Operator } from '../operator.ts';
import type { Checker } from '../options.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';
import { isTemplate, made } from './made.ts';
import type { SensorOptions } from './policy.ts';

/** What the answer must be, all of it; without any, a status below 400. */
export interface ResponseCheck {
  /** One of these. */
  status?: number | number[];
  /** Values by their place in the JSON of the answer: `{ 'job.state': 'done' }`; list elements by number. */
  json?: { [path: string]: Json };
  /** The body contains this text. */
  text?: string;
}

export interface HttpSensorOptions extends SensorOptions {
  /** `http://` or `https://`; with `httpConnId`, a path below the address of the connection. Airflow's `endpoint`. */
  url: string;
  /** A connection that gives the address, user and password. Default: none. */
  httpConnId?: string;
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  headers?: { [name: string]: string };
  /** Sent as it is where it is a text, else as JSON. Not with GET or HEAD. */
  data?: Json;
  responseCheck?: ResponseCheck;
  /** Statuses of 400 and more that count as "not yet"; others fail the look. Default 404. */
  responseErrorCodesAllowlist?: number[];
}

const NAMES = [
  'url',
  'httpConnId',
  'method',
  'headers',
  'data',
  'responseCheck',
  'responseErrorCodesAllowlist',
] as const satisfies readonly (keyof HttpSensorOptions)[];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Waits until an address answers as it is asked to. An answer may be 1 MiB long and take 30 s; redirects are followed to the same host only. */
export function httpSensor(options: HttpSensorOptions): Operator<void> {
  return made('HttpSensor', 'http_sensor', options, NAMES, readOptions, ['url', 'headers', 'data']);
}

function readOptions(given: HttpSensorOptions, checker: Checker): object {
  const { url, httpConnId, headers, data, responseCheck, responseErrorCodesAllowlist: codes } = given;
  checkUrl(checker, url, httpConnId);
  if (httpConnId !== undefined) checker.text('httpConnId', httpConnId, 'http_default');
  const method = checker.oneOf('method', given.method, METHODS, 'GET');
  if (data !== undefined && (method === 'GET' || method === 'HEAD'))
    checker.add(`data is ${show(data)}; a request of the method ${method} has none`);
  if (headers !== undefined && !isRecordOf(headers, (value) => typeof value === 'string'))
    checker.add(`headers is ${show(headers)}; it must be an object of texts`);
  if (codes !== undefined && !(Array.isArray(codes) && codes.every(isStatus)))
    checker.add(`responseErrorCodesAllowlist is ${show(codes)}; it must be a list of statuses, 100 to 599`);
  if (responseCheck !== undefined) checkResponse(checker, responseCheck);
  return { url, httpConnId, method, headers, data, responseCheck, responseErrorCodesAllowlist: codes };
}

function checkUrl(checker: Checker, url: unknown, connection: unknown): void {
  if (typeof url !== 'string') {
    checker.add(url === undefined ? 'url is missing' : `url is ${show(url)}; it must be a text`);
  } else if (connection === undefined && !isTemplate(url)) {
    const protocol = URL.parse(url)?.protocol;
    if (protocol !== 'http:' && protocol !== 'https:')
      checker.add(`url is ${show(url)}; it must begin with http:// or https://, or httpConnId must be given`);
  }
}

function checkResponse(checker: Checker, check: ResponseCheck): void {
  if (typeof check !== 'object' || check === null || Array.isArray(check)) {
    checker.add(`responseCheck is ${show(check)}; it must be an object with status, json or text`);
    return;
  }
  checker.unknownNames(check, ['status', 'json', 'text']);
  const { status, json, text } = check;
  if (status !== undefined && ![status].flat().every(isStatus))
    checker.add(`responseCheck.status is ${show(status)}; it must be a status, 100 to 599, or a list of them`);
  if (json !== undefined && !isRecordOf(json, () => true))
    checker.add(`responseCheck.json is ${show(json)}; it must be an object of values by their places`);
  if (text !== undefined && typeof text !== 'string')
    checker.add(`responseCheck.text is ${show(text)}; it must be a text`);
}

const isStatus = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;

const isRecordOf = (value: unknown, check: (value: unknown) => boolean): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(check);
