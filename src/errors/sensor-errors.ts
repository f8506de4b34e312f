import type { ErrorEntry } from './error-entry.ts';

/** Waiting tasks. */
export const SENSOR_ERRORS = {
  SENSOR_TIMEOUT: {
    status: 500,
    message: 'The sensor {task} has waited longer than its timeout of {seconds} s.',
    remedy: 'Look why it never came to be, or raise timeout. No retry follows; softFail skips the task instead.',
  },
  HTTP_FAILED: {
    status: 502,
    message: 'The request to {url} failed: {reason}.',
    remedy: 'Check the address and that it can be reached from here; retries apply.',
  },
  HTTP_STATUS: {
    status: 502,
    message: 'The request to {url} was answered with the status {status}.',
    remedy: 'Name the status in responseErrorCodesAllowlist where it means "not yet".',
  },
  OBJECT_STORE_FAILED: {
    status: 502,
    message: 'The request to {host} failed: {reason}.',
    remedy: 'Check the connection: keys, region_name, endpoint_url; and that the keys may read the bucket.',
  },
  SQL_FAILED: {
    status: 502,
    message: 'The statement could not be run on {connection}: {reason}.',
    remedy: 'Check the connection and the statement.',
  },
  SQL_EMPTY: {
    status: 500,
    message: 'The statement of the sensor found no row on {connection}, and failOnEmpty is set.',
    remedy: 'Leave failOnEmpty out to wait for a row.',
  },
  EXTERNAL_TASK_FAILED: {
    status: 500,
    message: 'What the sensor waits for in the DAG {dag} is {state}.',
    remedy: 'Look at that DAG; clear what failed there and this task to try again. With softFail the task is skipped.',
  },
  EXTERNAL_TASK_MISSING: {
    status: 500,
    message: 'The DAG {dag}, which the sensor looks at, does not have what it waits for: {what}.',
    remedy: 'Correct the ids, or leave checkExistence out to wait until they exist.',
  },
  SENSOR_BLOCKED: {
    status: 500,
    message: 'A look of the sensor {task} computed for more than {seconds} s without a pause, and was ended.',
    remedy: 'Look for less, await in between, or raise AQUILON__SENSORS__BLOCKED_AFTER; retries apply.',
  },
  SENSOR_UNCLEAR: {
    status: 500,
    message: 'The sensor {task} returned {value}.',
    remedy: 'Return true or false, or { done: true, value } to hand on a value.',
  },
} as const satisfies Record<string, ErrorEntry>;
