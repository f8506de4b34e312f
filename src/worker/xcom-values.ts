import type { XComValue } from '#queue/executor.ts';
import { keepXCom, type XComLimits } from '#queue/xcom-values.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import { checkJson } from './check-json.ts';

/** Makes the XCom of what an author's code returned. Throws `TASK_RESULT_NOT_JSON` and `XCOM_TOO_LARGE`. */
export function encodeXCom(
  value: unknown,
  key: string,
  attemptId: string,
  store: ObjectStore,
  limits: XComLimits,
): XComValue | Promise<XComValue> {
  checkJson(key, value);
  return keepXCom(value, key, attemptId, store, limits);
}
