/** 1-based line of `new Dag('id'`; null where the id is not written there. */
export function lineOfDag(text: string, dagId: string): number | null {
  for (const match of text.matchAll(/\bnew Dag\(\s*(['"`])(.*?)\1/g))
    if (match[2] === dagId) return text.slice(0, match.index).split('\n').length;
  return null;
}
