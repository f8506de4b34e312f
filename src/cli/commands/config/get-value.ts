/** `aquilon config get-value`: one value, for scripts. */
import { command } from '#cli/options.ts';
import { openSettings } from '#composition/open-config.ts';
import { configInvalid } from '#config/config.ts';
import { findSetting, nameOf, nearestSetting } from '#config/settings.ts';
import { textOf } from '#config/shown.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export const getValue = () =>
  command('get-value', 'Print the value of an option', 'config get-value core parallelism')
    .argument('<section>', 'section of the option, such as core')
    .argument('<option>', 'name of the option, such as parallelism')
    .option('--show-values', 'a secret too, in the clear')
    .action(run);

async function run(section: string, key: string, { showValues }: { showValues?: boolean }): Promise<void> {
  const setting = findSetting(section.toLowerCase(), key.toLowerCase());
  const option = `${section}.${key}`;
  if (!setting) {
    const meant = nearestSetting(section, key);
    throw new AquilonError('CONFIG_OPTION_UNKNOWN', { option, hint: meant ? ` Did you mean ${nameOf(meant)}?` : '' });
  }
  if (setting.option.secret && !showValues) throw new AquilonError('CONFIG_VALUE_SECRET', { option });
  const { settled, problems } = await openSettings();
  if (problems.length > 0) throw configInvalid(problems);
  process.stdout.write(`${textOf(settled.find((one) => one.setting === setting)?.value)}\n`);
}
