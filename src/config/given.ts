/** What is given for each option, and where: the environment wins over the file, in each the value over the command over the secret, as in Airflow. */
import type { FileEntry } from './file-entries.ts';
import { SETTINGS, type Setting } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigFile {
  /** As it is shown. */
  readonly name: string;
  /** Absolute path of the folder that it stands in: relative paths in it begin there. */
  readonly folder: string;
  readonly entries: readonly FileEntry[];
  /** What is wrong with it as a whole. */
  readonly problems: readonly string[];
}

export interface Sources {
  readonly env: Environment;
  /** Names of `env` that the file `.env` brought. */
  readonly fromDotEnv: ReadonlySet<string>;
  /** Absolute path of the folder of `.env`: relative paths in it begin there. Absent: the working directory. */
  readonly dotEnvFolder?: string;
  readonly file: ConfigFile | null;
}

/** Of a secret option: `_CMD`, a command that prints it, and `_SECRET`, its name at the secrets backend. */
export const FORMS = { value: '', command: '_cmd', secret: '_secret' } as const;
export type Form = keyof typeof FORMS;
const FORM_NAMES = Object.keys(FORMS) as Form[];

export interface Given {
  readonly setting: Setting;
  readonly form: Form;
  /** The value, the command, or the name at the secrets backend. */
  readonly text: string;
  /** What the text was given as, for messages: `AIRFLOW__API__PORT`, `aquilon.config.yaml: api.port`. */
  readonly name: string;
  /** As `config list` shows it. */
  readonly origin: string;
  /** Absolute path of the folder in which a relative path begins: that of the file, or of `.env`, or the working directory. */
  readonly folder: string;
}

/** What wins for each option that has something given; an empty text counts as none. */
export function givenOf(
  { env, fromDotEnv, dotEnvFolder = process.cwd(), file }: Sources,
  cwd = process.cwd(),
): Given[] {
  const entries = new Map(file?.entries.map((one) => [`${one.section}.${one.key}`, one.text]));
  const fromFile = (setting: Setting, form: Form): Given | undefined => {
    const name = `${setting.section}.${setting.key}${FORMS[form]}`;
    const place = file?.name ?? '';
    return given({ setting, form, name: `${place}: ${name}`, folder: file?.folder ?? cwd }, entries.get(name), place);
  };
  const fromEnvironment = (setting: Setting, form: Form): Given | undefined => {
    const name = setting.option.env + FORMS[form].toUpperCase();
    const [place, folder] = fromDotEnv.has(name) ? ['.env', dotEnvFolder] : ['environment', cwd];
    return given({ setting, form, name, folder }, env[name], place);
  };
  return SETTINGS.flatMap((setting) => {
    const forms = setting.option.secret ? FORM_NAMES : (['value'] as const);
    for (const look of [fromEnvironment, fromFile])
      for (const form of forms) {
        const found = look(setting, form);
        if (found) return [found];
      }
    return [];
  });
}

function given(where: Omit<Given, 'text' | 'origin'>, text: string | undefined, place: string): Given | undefined {
  if (text === undefined || text === '') return undefined;
  return { ...where, text, origin: where.form === 'value' ? place : `${place}, ${where.form}` };
}
