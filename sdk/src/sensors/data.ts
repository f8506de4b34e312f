/** The sensors of objects in S3 and of answers of a database. */
import type { Operator } from '../operator.ts';
import type { Checker } from '../options.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';
import { isTemplate, made, required } from './made.ts';
import type { SensorOptions } from './policy.ts';

export interface S3KeySensorOptions extends SensorOptions {
  /** Key or keys, all of which must be there: `s3://bucket/key`, or a key in `bucketName`. */
  bucketKey: string | string[];
  bucketName?: string;
  /** `*`, `?` and `[ab]` in the keys; `*` goes over slashes. Default false. */
  wildcardMatch?: boolean;
  /** The keys are regular expressions, matched from their beginning. Default false. */
  useRegex?: boolean;
  /** Login and password are the access key and its secret; `region_name` and `endpoint_url` in extra. Default `aws_default`. */
  awsConnId?: string;
}

const S3_NAMES = ['bucketKey', 'bucketName', 'wildcardMatch', 'useRegex', 'awsConnId'] as const;

/** Waits for objects in S3, or on a server of that protocol. */
export function s3KeySensor(options: S3KeySensorOptions): Operator<void> {
  return made('S3KeySensor', 's3_key_sensor', options, S3_NAMES, readS3, ['bucketKey', 'bucketName']);
}

function readS3(given: S3KeySensorOptions, checker: Checker): object {
  const { bucketKey, bucketName, awsConnId } = given;
  const keys: unknown[] = Array.isArray(bucketKey) ? bucketKey : [bucketKey];
  if (keys.length === 0) checker.add('bucketKey is []; it must name at least one key');
  for (const key of keys) checkKey(checker, required(checker, 'bucketKey', key), bucketName);
  const [wildcardMatch, useRegex] = [
    checker.flag('wildcardMatch', given.wildcardMatch) ?? false,
    checker.flag('useRegex', given.useRegex) ?? false,
  ];
  if (wildcardMatch && useRegex) checker.add('wildcardMatch and useRegex are both true; one of them is allowed');
  if (useRegex) for (const key of keys) checkPattern(checker, key);
  return {
    bucketKey: keys as string[],
    bucketName: bucketName === undefined ? undefined : required(checker, 'bucketName', bucketName),
    wildcardMatch,
    useRegex,
    awsConnId: awsConnId === undefined ? undefined : required(checker, 'awsConnId', awsConnId),
  };
}

function checkKey(checker: Checker, key: string | undefined, bucketName: unknown): void {
  if (key === undefined || isTemplate(key)) return;
  const isWhole = /^s3:\/\/[^/]+\/.+$/.test(key);
  if (bucketName === undefined && !isWhole)
    checker.add(`bucketKey is ${show(key)}; it must be s3://bucket/key, or bucketName must be given`);
  if (bucketName !== undefined && key.startsWith('s3://'))
    checker.add(`bucketKey is ${show(key)}; with bucketName it must be a key without s3:// and bucket`);
}

function checkPattern(checker: Checker, key: unknown): void {
  try {
    if (typeof key === 'string' && !isTemplate(key)) new RegExp(key, 'u');
  } catch (error) {
    checker.add(`bucketKey is ${show(key)}; it must be a regular expression: ${(error as Error).message}`);
  }
}

export interface SqlSensorOptions extends SensorOptions {
  /** A connection to PostgreSQL or SQLite. */
  connId: string;
  /** A statement, or the path of a file that ends in `.sql`. Done when the first cell of its first row is none of 0, '0', '', null and false. */
  sql: string;
  /** Bound to `$1`, `$2` (PostgreSQL) or `?` (SQLite). */
  parameters?: Json[];
  /** Fail the look where there is no row; else that is "not yet". Default false. */
  failOnEmpty?: boolean;
}

const SQL_NAMES = ['connId', 'sql', 'parameters', 'failOnEmpty'] as const;

/** Waits until a statement answers with something true. */
export function sqlSensor(options: SqlSensorOptions): Operator<void> {
  return made('SqlSensor', 'sql_sensor', options, SQL_NAMES, readSql, ['sql', 'parameters'], ['.sql', '.hql']);
}

function readSql({ connId, sql, parameters, failOnEmpty }: SqlSensorOptions, checker: Checker): object {
  if (parameters !== undefined && !Array.isArray(parameters))
    checker.add(`parameters is ${show(parameters)}; it must be a list`);
  return {
    connId: required(checker, 'connId', connId),
    sql: required(checker, 'sql', sql),
    parameters,
    failOnEmpty: checker.flag('failOnEmpty', failOnEmpty) ?? false,
  };
}
