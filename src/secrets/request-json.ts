/** Largest answer, bytes: Vault's own limit of an entry is 1 MiB. */
const LARGEST = 2 * 1024 * 1024;

export interface JsonRequest {
  headers: Record<string, string>;
  /** Sent with POST; without one it is a GET. */
  body?: object;
  signal: AbortSignal;
}

/** `body` is undefined where the answer is no JSON. Redirections are answers: a token must not follow one to another host. */
export async function requestJson(url: string, request: JsonRequest): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: request.body ? 'POST' : 'GET',
    headers: { ...request.headers, ...(request.body ? { 'content-type': 'application/json' } : {}) },
    body: request.body ? JSON.stringify(request.body) : null,
    redirect: 'manual',
    signal: request.signal,
  });
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop ends the transfer.
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > LARGEST) throw new Error(`its answer has more than ${LARGEST} bytes`);
    parts.push(part);
  }
  return { status: response.status, body: parsed(Buffer.concat(parts).toString()) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
