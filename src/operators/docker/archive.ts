/** One file out of the tar that the engine gives for a path in a container. */
const BLOCK = 512;
const SIZE = { from: 124, to: 136 };
const KIND = 156;
/** Entries that only describe the one after them: long names and further attributes. */
const DESCRIPTIONS = new Set(['x', 'g', 'L', 'K']);

/** Undefined where the first entry is no file: a folder or a link. */
export function fileOf(tar: Buffer): Buffer | undefined {
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const kind = String.fromCharCode(tar[at + KIND] ?? 0);
    const size = Number.parseInt(tar.toString('latin1', at + SIZE.from, at + SIZE.to), 8) || 0;
    const start = at + BLOCK;
    if (kind === '0' || kind === '\0') return tar.subarray(start, start + size);
    if (!DESCRIPTIONS.has(kind)) return undefined;
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
