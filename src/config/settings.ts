/** The options by their names: `[section] key` as in Airflow, and their variables. */
import { nearest } from '@aquilon/sdk/problems';
import type { Option } from './option.ts';
import { OPTIONS } from './options.ts';

export interface Setting {
  /** `api_auth` */
  readonly section: string;
  /** `jwt_secret` */
  readonly key: string;
  readonly option: Option<unknown>;
  /** Where its value stands in `Config`: `['api', 'jwtSecret']`. */
  readonly path: readonly [section: string, name: string];
}

/** In the order of options.ts. */
export const SETTINGS: readonly Setting[] = Object.entries(OPTIONS).flatMap(([part, options]) =>
  Object.entries(options).map(([name, option]: [string, Option<unknown>]) => {
    // A variable that others have named, such as VAULT_ADDR, tells no section: then ours is its section.
    const [, section, key] = /^A[A-Z]+__(\w+?)__(\w+)$/.exec(option.env) ?? [undefined, snake(part), snake(name)];
    return { section: section.toLowerCase(), key: key.toLowerCase(), option, path: [part, name] as const };
  }),
);

function snake(camel: string): string {
  return camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const BY_NAME = new Map(SETTINGS.map((setting) => [nameOf(setting), setting]));

export const SECTIONS: readonly string[] = [...new Set(SETTINGS.map(({ section }) => section))];

/** `section.key` */
export function nameOf({ section, key }: Pick<Setting, 'section' | 'key'>): string {
  return `${section}.${key}`;
}

export const findSetting = (section: string, key: string): Setting | undefined => BY_NAME.get(`${section}.${key}`);

/** What may have been meant: a key that is close, in the section or in one that is close to it. */
export function nearestSetting(section: string, key: string): Setting | undefined {
  const [part] = nearest(section, SECTIONS);
  const inSection = SETTINGS.filter((one) => one.section === part);
  const [close] = nearest(
    key,
    inSection.map((one) => one.key),
  );
  return inSection.find((one) => one.key === close);
}

/** The only option that has this key, whatever its section. */
export function settingOfKey(key: string): Setting | undefined {
  const [first, second] = SETTINGS.filter((one) => one.key === key.toLowerCase());
  return second === undefined ? first : undefined;
}
