/** The log of an attempt in memory. */
import type { TestLogLine } from '@aquilon/sdk/testing';
import type { AttemptLines } from '#support/attempt-log.ts';
import type { SecretMask } from '#support/secret-mask.ts';

/** `take` gets each line with what the attempt has learned as secret by then masked. */
export function createMemoryLog(mask: SecretMask, now: () => number, take: (line: TestLogLine) => void): AttemptLines {
  return {
    line(level, event, logger, fields = {}) {
      take({ at: new Date(now()), level, event: mask.text(event), logger, fields: mask.json(fields) });
    },
    close: () => undefined,
  };
}
