import type { Setting } from '#config/settings.ts';
import { textOf, withoutLogins } from '#config/shown.ts';
import { SecretMask } from '#support/secret-mask.ts';

/**
 * The value of an option as people see it: `mask` in place of a secret. In another one the user and password of an address are masked, and what
 * stands in it under a name that tells of a secret.
 */
export function shownOption({ option }: Setting, value: unknown, mask: string): string {
  if (option.secret) return mask;
  return withoutLogins(textOf(new SecretMask().json(value, true)));
}
