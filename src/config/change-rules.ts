/** Rules that accept changes before anybody asks: `trigger:etl_*, unpause:*`. */
import type { Option } from './option.ts';

/** What an assistant may propose. */
export const CHANGE_KINDS = ['trigger', 'clear', 'mark', 'pause', 'unpause', 'backfill'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface ChangeRule {
  kind: ChangeKind;
  /** Of DAG ids; `*` stands for any text. */
  dags: string;
}

export function changeRules(env: string, description: string): Option<readonly ChangeRule[]> {
  const parse = (given: string) => {
    const value: ChangeRule[] = [];
    for (const part of given.split(',').map((word) => word.trim())) {
      const [word = '', dags = '', ...rest] = part.split(':').map((one) => one.trim());
      const kind = CHANGE_KINDS.find((one) => one === word);
      if (!kind || dags === '' || rest.length > 0) {
        const form = `each is a kind (${CHANGE_KINDS.join(', ')}), a colon, and the DAGs, such as trigger:etl_*`;
        return { problem: `has the rule ${JSON.stringify(part)}: ${form}` };
      }
      value.push({ kind, dags });
    }
    return { value };
  };
  return { env, default: [], description, secret: false, parse };
}

/** The first rule that accepts the change, as it stands in the configuration. */
export function ruleFor(rules: readonly ChangeRule[], kind: ChangeKind, dagId: string): string | null {
  const rule = rules.find((one) => one.kind === kind && patternOf(one.dags).test(dagId));
  return rule ? `${rule.kind}:${rule.dags}` : null;
}

const patternOf = (dags: string): RegExp =>
  new RegExp(
    `^${dags
      .split('*')
      .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
