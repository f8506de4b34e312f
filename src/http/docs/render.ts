/** The page of the API: made of its document, without a script, so that it needs nothing from elsewhere and no exception of the content policy. */
import { type ApiDocument, findOperations, findSchemas, type NamedOperation, type Schema } from './document.ts';
import { type Html, html } from './html.ts';
import { defaultOf, typeText } from './type-text.ts';

/** So few that are found are shown open. */
const SHOWN_OPEN = 5;

/** `query`: words; empty: everything. */
export function renderDocs(document: ApiDocument, query: string): string {
  const { info } = document;
  const operations = findOperations(document, query);
  const byTag = Map.groupBy(operations, ({ tags }) => tags?.[0] ?? 'Other');
  const schemas = findSchemas(document, operations);
  const isOpen = operations.length <= SHOWN_OPEN;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} API</title>
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header>
<h1>${info.title} <small>API ${info.version}</small></h1>
<p>${info.description ?? ''} <a href="/openapi.json">openapi.json</a> · <a href="/">Aquilon</a></p>
<form action="/docs" role="search">
<label for="q">Search</label>
<input id="q" name="q" type="search" value="${query}" placeholder="dagRuns POST" autocomplete="off" autofocus>
<button>Search</button>
${query === '' ? '' : html`<a href="/docs">show all</a>`}
<output>${operations.length} ${operations.length === 1 ? 'operation' : 'operations'}</output>
</form>
<nav aria-label="Sections">${[...byTag.keys()].map((tag) => html`<a href="#tag-${tag}">${tag}</a> `)}</nav>
</header>
<main>
${[...byTag].map(
  ([tag, own]) =>
    html`<section><h2 id="tag-${tag}">${tag}</h2>${own.map((one) => operationHtml(one, isOpen))}</section>`,
)}
<section>
<h2 id="schemas">Schemas</h2>
${schemas.map((name) => schemaHtml(name, document.components.schemas?.[name] ?? {}))}
</section>
</main>
</body>
</html>
`.html;
}

function operationHtml(operation: NamedOperation, isOpen: boolean): Html {
  const { method, path, operationId = '', parameters = [], requestBody, responses = {} } = operation;
  const body = Object.entries(requestBody?.content ?? {});
  const isRefusal = (status: string) => Number(status) >= 400;
  const answers = Object.entries(responses).filter(([status]) => !isRefusal(status));
  const refusals = Object.keys(responses).filter(isRefusal);
  return html`
<details${isOpen ? ' open' : ''}>
<summary><b class="${method.toLowerCase()}">${method}</b> <code>${path}</code> <span>${operationId.replaceAll('_', ' ')}</span></summary>
<div${operationId === '' ? '' : html` id="${operationId}"`}>
${
  parameters.length === 0
    ? ''
    : html`<h3>Parameters</h3>
<table><thead><tr><th>Name<th>In<th>Type</thead><tbody>${parameters.map(
        ({ name, in: place, required, schema = {} }) =>
          html`<tr><td><code>${name}</code>${required ? ' (required)' : ''}<td>${place}<td><code>${typeText(schema)}${defaultOf(schema)}</code>`,
      )}</tbody></table>`
}
${body.map(([type, { schema }]) => html`<h3>Body <small>${type}</small></h3><pre>${typeText(schema)}</pre>`)}
${answers.map(([status, { content }]) =>
  Object.entries(content ?? { '': {} }).map(
    ([type, { schema }]) =>
      html`<h3>Answer ${status} <small>${type}</small></h3>${schema ? html`<pre>${typeText(schema)}</pre>` : ''}`,
  ),
)}
<p>Refusals: ${refusals.join(', ')}</p>
</div>
</details>`;
}

const schemaHtml = (name: string, schema: Schema): Html => html`
<details><summary><code>${name}</code></summary><div id="schema-${name}"><pre>${typeText(schema)}</pre></div></details>`;
