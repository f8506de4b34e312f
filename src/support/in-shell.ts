/** As one word of a shell, whatever blanks and quotes it has. */
export const inShell = (text: string): string =>
  /^[\w/.:+@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
