/** Names that are no option: in our file each of them is a problem, in the environment all but those that are Airflow's business. */
import { isAirflowOption, isAirflowSection, movedTo } from './airflow-names.ts';
import { FORMS, type Sources } from './given.ts';
import { findSetting, nameOf, nearestSetting, SECTIONS, type Setting, settingOfKey } from './settings.ts';

/** What a name is, of a file or of the environment. */
export type Verdict =
  | { kind: 'known'; setting: Setting }
  /** Its option is known, but is no secret: only secrets have the forms `_CMD` and `_SECRET`. */
  | { kind: 'no_form'; setting: Setting }
  /** An option of ours had this name in an older Airflow. */
  | { kind: 'moved'; setting: Setting }
  /** An option of Airflow that Aquilon does not have. */
  | { kind: 'airflow' }
  /** In a section that neither of them has: it may belong to a provider of Airflow. */
  | { kind: 'foreign' }
  | { kind: 'unknown'; meant: Setting | undefined };

export function judge(section: string, key: string): Verdict {
  const known = findSetting(section, key);
  if (known) return { kind: 'known', setting: known };
  const bare = withoutForm(key);
  const formed = bare === key ? undefined : findSetting(section, bare);
  if (formed) return { kind: formed.option.secret ? 'known' : 'no_form', setting: formed };
  const [part = '', word = ''] = movedTo(section, bare)?.split('.') ?? [];
  const moved = findSetting(part, word);
  if (moved) return { kind: 'moved', setting: moved };
  if (isAirflowOption(section, bare)) return { kind: 'airflow' };
  // The sections of providers are not known here: only what is nearly one of ours is taken for a slip.
  const isOurs = SECTIONS.includes(section) || isAirflowSection(section);
  const meant = nearestSetting(section, bare) ?? (isOurs ? settingOfKey(key) : undefined);
  return isOurs || meant ? { kind: 'unknown', meant } : { kind: 'foreign' };
}

function withoutForm(key: string): string {
  const form = Object.values(FORMS).find((one) => one !== '' && key.endsWith(one)) ?? '';
  return key.slice(0, key.length - form.length);
}

/** Every name that is wrong. The values are no part of it. */
export function unknownNames({ env, file }: Sources): string[] {
  return [
    ...Object.keys(env).flatMap((name) => (env[name] === undefined ? [] : wrongVariable(name))),
    ...(file?.entries ?? []).flatMap(({ section, key }) => {
      const wrong = sentence(judge(section, key), nameOf);
      return wrong === undefined ? [] : [`${file?.name}: ${section}.${key} ${wrong}`];
    }),
  ];
}

function wrongVariable(name: string): string[] {
  const [, prefix, section = '', key = ''] = /^(AIRFLOW|AQUILON)__(.+?)__(.+)$/.exec(name) ?? [];
  if (prefix === undefined) return name.startsWith('AQUILON__') ? [`${name} is no option of Aquilon`] : [];
  const verdict = judge(section.toLowerCase(), key.toLowerCase());
  if (prefix === 'AIRFLOW' && (verdict.kind === 'airflow' || verdict.kind === 'foreign')) return [];
  if (verdict.kind !== 'known') return [`${name} ${sentence(verdict, (setting) => setting.option.env)}`];
  const { env } = verdict.setting.option;
  const isRead = Object.values(FORMS).some((form) => name === env + form.toUpperCase());
  // Ours under Airflow's prefix, Airflow's under ours, or in small letters.
  return isRead ? [] : [`${name} is no option of Aquilon. Did you mean ${env}?`];
}

/** Undefined where nothing is wrong. `shown`: how the name of an option is written there. */
function sentence(verdict: Verdict, shown: (setting: Setting) => string): string | undefined {
  switch (verdict.kind) {
    case 'known':
      return undefined;
    case 'no_form':
      return `cannot be: ${shown(verdict.setting)} is no secret, and only secrets come from a command or a secrets backend`;
    case 'moved':
      return `is ${shown(verdict.setting)} now`;
    case 'airflow':
      return 'is an option of Airflow that Aquilon does not have';
    case 'foreign':
      return 'is no option of Aquilon';
    case 'unknown':
      return `is no option of Aquilon${verdict.meant ? `. Did you mean ${shown(verdict.meant)}?` : ''}`;
  }
}
