/** The pages of the status server, as HTML without scripts or anything to be fetched. */
import { escapeHtml } from './html.ts';

export interface Page {
  status: number;
  title: string;
  /** Plain text, one paragraph each. */
  lines: readonly string[];
}

export function renderPage({ title, lines }: Page): string {
  const paragraphs = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body { font-family: system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${paragraphs}
<p><a href="/">Ask again</a></p>
</body>
</html>
`;
}
