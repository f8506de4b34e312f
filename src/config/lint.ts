/** What the options of somebody else's file, or of the environment, are to Aquilon. */
import type { FileEntry } from './file-entries.ts';
import type { Environment } from './given.ts';
import { nameOf } from './settings.ts';
import { withoutLogins } from './shown.ts';
import { judge } from './unknown-names.ts';

export type Finding = 'known' | 'no effect' | 'renamed' | 'wrong' | 'unknown';

export interface Linted {
  readonly section: string;
  readonly option: string;
  readonly finding: Finding;
  readonly hint: string;
}

/** Findings with which Aquilon would not start. */
export const REFUSED: ReadonlySet<Finding> = new Set(['renamed', 'wrong', 'unknown']);

export function lintEntry({ section, key, text }: FileEntry): Linted {
  return { section, option: key, ...findingOf(section, key, text) };
}

/** Values are told where they are wrong and no secret. */
function findingOf(section: string, key: string, text: string): Pick<Linted, 'finding' | 'hint'> {
  const verdict = judge(section, key);
  switch (verdict.kind) {
    case 'known': {
      const { option } = verdict.setting;
      const parsed = text === '' || key !== verdict.setting.key ? { value: text } : option.parse(text, process.cwd());
      if ('value' in parsed) return { finding: 'known', hint: '' };
      return { finding: 'wrong', hint: `${option.secret ? '***' : withoutLogins(text)} ${parsed.problem}` };
    }
    case 'no_form':
      return { finding: 'unknown', hint: `${nameOf(verdict.setting)} is no secret, and has no such form` };
    case 'moved':
      return { finding: 'renamed', hint: `it is ${nameOf(verdict.setting)} now` };
    case 'airflow':
    case 'foreign':
      return { finding: 'no effect', hint: 'Aquilon does not have it' };
    case 'unknown':
      return { finding: 'unknown', hint: verdict.meant ? `perhaps ${nameOf(verdict.meant)} is meant` : '' };
  }
}

/** Variables of Airflow that are set and mean nothing here. */
export const withoutEffect = (env: Environment): Linted[] =>
  Object.keys(env).flatMap((name) => {
    const [, section, key] = /^AIRFLOW__(.+?)__(.+)$/.exec(name.toUpperCase()) ?? [];
    if (section === undefined || key === undefined) return [];
    const linted = lintEntry({ section: section.toLowerCase(), key: key.toLowerCase(), text: '' });
    return linted.finding === 'no effect' ? [linted] : [];
  });
