/** Quoted texts, names and bodies of functions, and comments: semicolons in them end nothing. */
const CLOSED =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"$/;-]+|[\s\S]/g;

/** The statements of a text, without those that are empty or only comments. */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let open = '';
  let hasWords = false;
  const end = () => {
    if (hasWords) statements.push(open.trim());
    open = '';
    hasWords = false;
  };
  for (const [part] of text.matchAll(CLOSED)) {
    if (part === ';') {
      end();
      continue;
    }
    open += part;
    if (part.trim() !== '' && !part.startsWith('--') && !part.startsWith('/*')) hasWords = true;
  }
  end();
  return statements;
}
