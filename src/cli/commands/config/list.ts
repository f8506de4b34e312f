/** `aquilon config list`: what is set, and where. Secrets are masked. */
import { command, outputOption } from '#cli/options.ts';
import { type OutputOptions, print, type Row } from '#cli/output.ts';
import { openSettings } from '#composition/open-config.ts';
import { configInvalid } from '#config/config.ts';
import { SECTIONS } from '#config/settings.ts';
import type { Settled } from '#config/settle.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { shownOption } from '#secrets/shown-option.ts';
import { MASKED } from '#support/secret-mask.ts';

interface Options extends OutputOptions {
  section?: string;
  includeDefaults?: boolean;
  includeDescriptions?: boolean;
  includeEnvVars?: boolean;
}

export const list = () =>
  command('list', 'List the options that are set, and where they are', 'config list --section core --include-defaults')
    .option('--section <name>', 'only the options of this section')
    .option('-a, --include-defaults', 'the options that are not set, too')
    .option('-V, --include-env-vars', 'the variable of each option')
    .option('-d, --include-descriptions', 'what each option is for')
    .option('-s, --include-sources', 'what is shown anyway: where the value is from')
    .option('--show-values', 'what is shown anyway, but for secrets')
    .option('--hide-sensitive', 'what happens anyway')
    .addOption(outputOption())
    .action(run);

/** What is wrong is told behind the list. */
async function run(options: Options): Promise<void> {
  const { section, includeDefaults, output } = options;
  if (section !== undefined && !SECTIONS.includes(section))
    throw new AquilonError('CONFIG_SECTION_UNKNOWN', { section, sections: SECTIONS.join(', ') });
  const { settled, problems } = await openSettings();
  const inSection = settled.filter(({ setting }) => section === undefined || setting.section === section);
  const shown = inSection.filter((one) => includeDefaults || one.origin !== 'default');
  print(
    shown.map((one) => rowOf(one, options)),
    output,
  );
  if (shown.length < inSection.length && output === 'table')
    process.stderr.write(`${inSection.length - shown.length} more have their defaults: --include-defaults\n`);
  if (problems.length > 0) throw configInvalid(problems);
}

function rowOf({ setting, value, origin }: Settled, { includeEnvVars, includeDescriptions }: Options): Row {
  const { section, key, option } = setting;
  return {
    section,
    option: key,
    // No option has a secret as its default.
    value: shownOption(setting, value, origin === 'default' ? '' : MASKED),
    origin,
    ...(includeEnvVars ? { env_var: option.env } : {}),
    ...(includeDescriptions ? { description: option.description } : {}),
  };
}
