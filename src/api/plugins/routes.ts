/** /api/v2/plugins: there are none, and nothing that would load them. What authors add is in DAG files: operators, timetables, notifiers. */
import { Type } from 'typebox';
import { component, orNull, PageQuery, ref } from '#api/list/schemas.ts';
import type { App, RouteContext } from '#http/server-parts.ts';

const Names = Type.Array(Type.String());
const OptionalText = orNull(Type.String());
const placed = {
  name: Type.String(),
  icon: OptionalText,
  icon_dark_mode: OptionalText,
  url_route: OptionalText,
  category: OptionalText,
  nav_top_level: orNull(Type.Boolean()),
  destination: Type.String(),
};

const FastApiApp = component('FastAPIAppResponse', {
  app: Type.String(),
  url_prefix: Type.String(),
  name: Type.String(),
});
const Middleware = component('FastAPIRootMiddlewareResponse', { middleware: Type.String(), name: Type.String() });
const ExternalView = component('ExternalViewResponse', { ...placed, href: Type.String() });
const ReactApp = component('ReactAppResponse', { ...placed, bundle_url: Type.String() });
const View = component('AppBuilderViewResponse', {
  name: OptionalText,
  category: OptionalText,
  view: OptionalText,
  label: OptionalText,
});
const MenuItem = component('AppBuilderMenuItemResponse', {
  name: Type.String(),
  href: OptionalText,
  category: OptionalText,
});

const Plugin = component('PluginResponse', {
  name: Type.String(),
  macros: Names,
  flask_blueprints: Names,
  fastapi_apps: Type.Array(ref(FastApiApp)),
  fastapi_root_middlewares: Type.Array(ref(Middleware)),
  external_views: Type.Array(ref(ExternalView)),
  react_apps: Type.Array(ref(ReactApp)),
  appbuilder_views: Type.Array(ref(View)),
  appbuilder_menu_items: Type.Array(ref(MenuItem)),
  global_operator_extra_links: Names,
  operator_extra_links: Names,
  source: Type.String(),
  listeners: Names,
  timetables: Names,
});
const PluginCollection = component('PluginCollectionResponse', {
  plugins: Type.Array(ref(Plugin)),
  total_entries: Type.Integer(),
});

const ImportError = component('PluginImportErrorResponse', { source: Type.String(), error: Type.String() });
const ImportErrorCollection = component('PluginImportErrorCollectionResponse', {
  import_errors: Type.Array(ref(ImportError)),
  total_entries: Type.Integer(),
});

export function pluginRoutes(app: App, _context: RouteContext): void {
  const read = { config: { access: { action: 'read', resource: 'plugin' } } } as const;
  const tags = ['Plugin'];

  app.get(
    '/api/v2/plugins',
    {
      ...read,
      schema: {
        operationId: 'get_plugins',
        tags,
        querystring: Type.Object(PageQuery),
        response: { 200: ref(PluginCollection) },
      },
    },
    async () => ({ plugins: [], total_entries: 0 }),
  );

  app.get(
    '/api/v2/plugins/importErrors',
    { ...read, schema: { operationId: 'import_errors', tags, response: { 200: ref(ImportErrorCollection) } } },
    async () => ({ import_errors: [], total_entries: 0 }),
  );
}
