/** The configuration of this process: environment, file, commands, secrets backend. */
import { type Config, configOf, homeOf } from '#config/config.ts';
import type { Environment, Sources } from '#config/given.ts';
import { processEnvironment } from '#config/process-environment.ts';
import { type Answers, askedSecrets, type Settlement, settle } from '#config/settle.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import { chooseBackend } from '#secrets/choose-backend.ts';
import { readConfigFile } from './config-file.ts';
import { projectFolder } from './project-folder.ts';

export interface OpenedSettings extends Settlement {
  home: string;
  /** The configuration file; null where there is none. */
  file: string | null;
}

/** `changes` replace variables. Throws `CONFIG_INVALID` with every problem that there is. */
export async function openConfig(changes: Environment = {}): Promise<Config> {
  const opened = await openSettings(changes);
  return configOf(opened, opened.home);
}

/** Every setting with its origin, and what is wrong. */
export async function openSettings(changes: Environment = {}): Promise<OpenedSettings> {
  const environment = processEnvironment(changes);
  const { env } = environment;
  const project = projectFolder(environment);
  const home = homeOf(env, project);
  const sources: Sources = { ...environment, file: await readConfigFile(environment, home, project) };
  const names = askedSecrets(sources);
  const answers = names.length === 0 ? undefined : await askBackend(names, sources, home);
  return { ...settle(sources, answers), home, file: sources.file?.name ?? null };
}

/** The backend is set up by what needs no backend. */
async function askBackend(names: readonly string[], sources: Sources, home: string): Promise<Answers> {
  const { settled } = settle(sources);
  const answers = new Map<string, { text: string } | { problem: string }>();
  try {
    const backend = chooseBackend(configOf({ settled, problems: [] }, home));
    if (!backend) return answers;
    for (const name of names) {
      const text = await backend.getConfig(name);
      answers.set(name, text === null ? { problem: `asks ${backend.name} for ${name}, and there is none` } : { text });
    }
  } catch (error) {
    for (const name of names)
      if (!answers.has(name)) answers.set(name, { problem: `cannot be told: ${messageOf(error)}` });
  }
  return answers;
}
