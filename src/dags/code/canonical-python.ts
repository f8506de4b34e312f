/**
 * A Python script as it counts for versions of DAGs: without comments, blank lines and blanks at the ends of lines. Indentation and texts are code.
 * Rules: The Python Language Reference, "Lexical analysis".
 */

const NEVER = -1;

/** The text itself where it cannot be told for certain what is a comment. */
export function canonicalPython(text: string): string {
  const lines: string[] = [];
  let line = '';
  const endLine = () => {
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = '';
  };
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '#') at = endOfLine(text, at);
    else if (char === '\n') {
      endLine();
      at += 1;
    } else if (char === "'" || char === '"') {
      const end = endOfString(text, at, /(?:^|[^\w])([a-z]{1,2})$/i.exec(line)?.[1] ?? '');
      if (end === NEVER) return text;
      line += text.slice(at, end);
      at = end;
    } else {
      line += char === '\r' ? '' : char;
      at += 1;
    }
  }
  endLine();
  return lines.join('\n');
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind the quote that closes it. A backslash keeps the quote after it from closing also where the text is raw. */
function endOfString(text: string, from: number, prefix: string): number {
  const quote = text.charAt(from);
  const delimiter = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  const hasCode = /[ft]/i.test(prefix);
  let depth = 0;
  for (let at = from + delimiter.length; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '\\') at += 2;
    else if (text.startsWith(delimiter, at)) return depth > 0 ? NEVER : at + delimiter.length;
    else if (char === '\n' && delimiter === quote) return NEVER;
    else {
      // Since 3.12 the code in the braces of an f-string may have the quotes of the f-string itself.
      if (hasCode && char === '{') depth += 1;
      if (hasCode && char === '}') depth = Math.max(0, depth - 1);
      at += 1;
    }
  }
  return NEVER;
}
