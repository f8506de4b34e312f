/**
 * What is made from the options of src/config/options.ts: the table in docs/guides/configuration.md and the types of `defineConfig` in
 * sdk/src/config.ts. `node scripts/run.js scripts/configuration.ts --write` writes both; a test holds them together.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMS } from '#config/given.ts';
import { SECTIONS, SETTINGS, type Setting } from '#config/settings.ts';
import { textOf } from '#config/shown.ts';

const ROOT = join(import.meta.dirname, '..');
export const GUIDE = join(ROOT, 'docs/guides/configuration.md');
export const TYPES = join(ROOT, 'sdk/src/config.ts');

const MARK = '<!-- Made from src/config/options.ts by `node scripts/run.js scripts/configuration.ts --write`. -->';

const settingsOf = (name: string): Setting[] => SETTINGS.filter(({ section }) => section === name);

/** The guide with the tables as they must be; what stands before the mark is written by hand. */
export function renderGuide(): string {
  const [introduction] = readFileSync(GUIDE, 'utf8').split(MARK);
  return `${introduction}${MARK}\n${SECTIONS.map(table).join('')}`;
}

function table(section: string): string {
  const rows = settingsOf(section).map(({ key, option }) => {
    const { form = 'text' } = option;
    const fallback = textOf(option.default) && `\`${textOf(option.default)}\``;
    return `| \`${key}\` | \`${option.env}\` | ${option.secret ? 'secret ' : ''}${form} | ${fallback} | ${option.description.replaceAll('|', '\\|')} |\n`;
  });
  return `\n### \`${section}\`\n\n| Option | Variable | What it takes | Default | Meaning |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`;
}

export function renderTypes(): string {
  const sections = SECTIONS.map((section) => `  ${section}?: {\n${settingsOf(section).map(fields).join('')}  };\n`);
  return `/** Made from the options of the product by scripts/configuration.ts: change them there. */

/** What may stand in \`aquilon.config.ts\`: every option by its section and its name in Airflow. What is undefined is not given. */
export interface AquilonConfig {
${sections.join('')}}

/** For \`export default defineConfig({ ... })\` in \`aquilon.config.ts\`: gives it back, with its names and values checked by the types. */
export const defineConfig = (config: AquilonConfig): AquilonConfig => config;
`;
}

function fields({ key, option }: Setting): string {
  const { form = 'text', type = 'string' } = option;
  const fallback = textOf(option.default) && ` Default: ${textOf(option.default)}.`;
  const range = type === 'number' ? ` ${form[0]?.toUpperCase()}${form.slice(1)}.` : '';
  const value = `    /** ${option.description.replaceAll('*/', '*\\/')}${range}${fallback} */\n    ${key}?: ${type} | undefined;\n`;
  if (!option.secret) return value;
  return `${value}    /** A command that prints it. */
    ${key}${FORMS.command}?: string | undefined;
    /** Its name at the secrets backend. */
    ${key}${FORMS.secret}?: string | undefined;
`;
}

export function writeConfiguration(): void {
  writeFileSync(GUIDE, renderGuide());
  writeFileSync(TYPES, renderTypes());
}

if (import.meta.main) {
  if (process.argv.includes('--write')) writeConfiguration();
  else process.stdout.write(renderGuide());
}
