/** From what is given to values: commands run, texts read, everything that is wrong gathered. */
import { type Given, givenOf, type Sources } from './given.ts';
import { runCommand } from './run-command.ts';
import { SETTINGS, type Setting } from './settings.ts';
import { withoutLogins } from './shown.ts';
import { unknownNames } from './unknown-names.ts';

export interface Settled {
  readonly setting: Setting;
  readonly value: unknown;
  /** `default`, `environment`, `.env`, `aquilon.config.yaml`, `environment, command`, ... */
  readonly origin: string;
}

export interface Settlement {
  readonly settled: readonly Settled[];
  readonly problems: readonly string[];
}

/** What the secrets backend has under a name: its text, or why there is none. */
export type Answers = ReadonlyMap<string, { text: string } | { problem: string }>;

/** Names that the secrets backend is to be asked for. */
export const askedSecrets = (sources: Sources): string[] =>
  givenOf(sources).flatMap(({ form, text }) => (form === 'secret' ? [text] : []));

/** Every option has a value at the end: its default, where what is given is wrong. */
export function settle(sources: Sources, answers: Answers = new Map()): Settlement {
  const problems = [
    ...(sources.file?.problems ?? []).map((one) => `${sources.file?.name}: ${one}`),
    ...unknownNames(sources),
  ];
  const given = new Map(givenOf(sources).map((one) => [one.setting, one]));
  const settled = SETTINGS.map((setting): Settled => {
    const found = given.get(setting);
    const read = found ? readGiven(found, answers) : { value: setting.option.default };
    if ('problem' in read) problems.push(read.problem);
    return {
      setting,
      value: 'value' in read ? read.value : setting.option.default,
      origin: found?.origin ?? 'default',
    };
  });
  return { settled, problems };
}

function readGiven(given: Given, answers: Answers): { value: unknown } | { problem: string } {
  const { setting, name } = given;
  const fetched = textOf(given, answers);
  if ('problem' in fetched) return { problem: `${name} ${fetched.problem}` };
  const parsed = setting.option.parse(fetched.text, given.folder);
  if ('value' in parsed) return parsed;
  return { problem: `${name}=${setting.option.secret ? '***' : withoutLogins(fetched.text)} ${parsed.problem}` };
}

function textOf({ form, text }: Given, answers: Answers): { text: string } | { problem: string } {
  if (form === 'value') return { text };
  if (form === 'command') return runCommand(text);
  return answers.get(text) ?? { problem: `asks a secrets backend for ${text}, and none is set` };
}
