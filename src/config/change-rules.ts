/** Rules that accept changes before anybody asks: `trigger:etl_*, unpause:*`. */
import type { Option } from './option.ts';

/** What an assistant may propose. */
export const CHANGE_KINDS = ['trigger', 'clear', 'mark', 'pause', 'unpause', 'backfill'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** None by default. Its value is the text: read by `ruleFor`. */
export function changeRules(env: string, description: string): Option<string> {
  const parse = (given: string) => {
    const wrong = partsOf(given).find((part) => ruleOf(part) === undefined);
    if (wrong === undefined) return { value: given };
    const form = `each is a kind (${CHANGE_KINDS.join(', ')}), a colon, and the DAGs, such as trigger:etl_*`;
    return { problem: `has the rule ${JSON.stringify(wrong)}: ${form}` };
  };
  return { env, default: '', description, secret: false, form: 'rules, comma separated', parse };
}

/** The first rule that accepts the change, as it stands in the configuration. */
export function ruleFor(rules: string, kind: ChangeKind, dagId: string): string | null {
  const fits = (part: string) => {
    const rule = ruleOf(part);
    return rule?.kind === kind && patternOf(rule.dags).test(dagId);
  };
  return partsOf(rules).find(fits) ?? null;
}

const partsOf = (rules: string): string[] => (rules.trim() === '' ? [] : rules.split(',').map((part) => part.trim()));

/** `dags`: of DAG ids; `*` stands for any text. */
function ruleOf(part: string): { kind: ChangeKind; dags: string } | undefined {
  const [word = '', dags = '', ...rest] = part.split(':').map((one) => one.trim());
  const kind = CHANGE_KINDS.find((one) => one === word);
  return kind && dags !== '' && rest.length === 0 ? { kind, dags } : undefined;
}

function patternOf(dags: string): RegExp {
  const words = dags.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${words.join('.*')}$`, 's');
}
