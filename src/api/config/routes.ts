/** /api/v2/config: the options of the server that answers, as JSON or as text. Secrets are hidden, whoever asks. */
import { Type } from 'typebox';
import { alsoAs, component, ref } from '#api/list/schemas.ts';
import { originIn, valueIn } from '#config/config.ts';
import { SETTINGS, type Setting } from '#config/settings.ts';
import { jsonOrText } from '#http/accept.ts';
import { ApiError, notFound } from '#http/api-error.ts';
import { sendRaw } from '#http/send-raw.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { shownOption } from '#secrets/shown-option.ts';

/** Airflow's words for a secret. */
const HIDDEN = '< hidden >';

const Option = component('ConfigOption', { key: Type.String(), value: Type.String() });
const Section = component('ConfigSection', { name: Type.String(), options: Type.Array(ref(Option)) });
/** By `section.key`: `default`, `environment`, `.env`, the name of the configuration file, ... */
const ConfigOrigins = component('ConfigOrigins', { origins: Type.Record(Type.String(), Type.String()) });
const ConfigAnswer = component('Config', { sections: Type.Array(ref(Section)) });

interface SectionAnswer {
  name: string;
  options: { key: string; value: string }[];
}

const access = { access: { action: 'read', resource: 'config' } } as const;
const tags = ['Config'];
const headers = Type.Object({ accept: Type.Optional(Type.String()) });

export function configRoutes(app: App, { config }: RouteContext): void {
  const checkExposed = (): void => {
    if (config.api.exposeConfig !== 'False') return;
    const words = 'Your Airflow administrator chose not to expose the configuration, most likely for security reasons.';
    throw new ApiError('CONFIG_NOT_EXPOSED', words);
  };
  const shown = (settings: readonly Setting[]): SectionAnswer[] =>
    [...Map.groupBy(settings, ({ section }) => section)].map(([name, options]) => ({
      name,
      options: options.map((one) => ({ key: one.key, value: shownOption(one, valueIn(config, one), HIDDEN) })),
    }));
  const answer = (reply: unknown, accept: string | undefined, settings: readonly Setting[]) => {
    const sections = shown(settings);
    if (jsonOrText(accept) === 'application/json') return { sections };
    sendRaw(reply, 'text/plain; charset=utf-8', sections.map(textOf).join('\n'));
    return reply as never;
  };

  app.get(
    '/api/v2/config',
    {
      config: access,
      schema: {
        operationId: 'get_config',
        tags,
        querystring: Type.Object({ section: Type.Optional(Type.String()) }),
        headers,
        response: { 200: alsoAs('text/plain', ref(ConfigAnswer)) },
      },
    },
    async ({ query, headers: { accept } }, reply) => {
      checkExposed();
      const { section } = query;
      const found = SETTINGS.filter((one) => section === undefined || one.section === section);
      if (found.length === 0) throw notFound('NOT_FOUND', `Section ${section} not found.`);
      return answer(reply, accept, found);
    },
  );

  app.get(
    '/api/v2/config/section/:section/option/:option',
    {
      config: access,
      schema: {
        operationId: 'get_config_value',
        tags,
        params: Type.Object({ section: Type.String(), option: Type.String() }),
        headers,
        response: { 200: alsoAs('text/plain', ref(ConfigAnswer)) },
      },
    },
    async ({ params: { section, option }, headers: { accept } }, reply) => {
      checkExposed();
      const found = SETTINGS.filter((one) => one.section === section && one.key === option);
      if (found.length === 0) throw notFound('NOT_FOUND', `Option [${section}/${option}] not found.`);
      return answer(reply, accept, found);
    },
  );

  // Airflow's clients refuse a field that they do not know: where options were given is told beside its answers.
  app.get(
    '/aquilon/config/origins',
    { config: access, schema: { operationId: 'get_config_origins', tags, response: { 200: ref(ConfigOrigins) } } },
    async () => {
      checkExposed();
      return {
        origins: Object.fromEntries(SETTINGS.map((one) => [`${one.section}.${one.key}`, originIn(config, one)])),
      };
    },
  );
}

const textOf = ({ name, options }: SectionAnswer): string =>
  `[${name}]\n${options.map(({ key, value }) => `${key} = ${value}\n`).join('')}`;
