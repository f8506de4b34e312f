/** One request to an address that an author gave: http and https only, redirects to the same host only, limited in time and size. */
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';

export interface HttpRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface HttpAnswer {
  status: number;
  headers: { [name: string]: string };
  text: string;
}

export interface HttpLimits {
  timeoutMs: number;
  /** Of the body. */
  maxBytes: number;
  allowRedirects: boolean;
}

/** Of a look of a sensor. */
const LOOK: HttpLimits = { timeoutMs: 30_000, maxBytes: 1_048_576, allowRedirects: true };
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Rejects with `HTTP_FAILED`, which may be tried again. */
export async function askFor(asked: HttpRequest, signal: AbortSignal, limits = LOOK): Promise<HttpAnswer> {
  const first = URL.parse(asked.url);
  if (first === null || !/^https?:$/.test(first.protocol)) throw failed(first, 'only http:// and https:// are asked');
  const timeout = AbortSignal.timeout(limits.timeoutMs);
  const limited = AbortSignal.any([signal, timeout]);
  try {
    let url = first;
    let { method, body } = asked;
    for (let redirects = 0; ; redirects++) {
      const options = { method, headers: asked.headers, redirect: 'manual', signal: limited } as const;
      const response = await fetch(url, body === null ? options : { ...options, body });
      const follows = limits.allowRedirects && REDIRECTS.has(response.status);
      const target = follows ? response.headers.get('location') : null;
      if (target === null) return await answerOf(response, url, limits.maxBytes);
      await response.body?.cancel();
      url = redirected(url, target, redirects);
      // As browsers do: only 307 and 308 ask the same again.
      if (response.status < 307 && method !== 'HEAD') [method, body] = ['GET', null];
    }
  } catch (error) {
    if (error instanceof AquilonError) throw error;
    if (timeout.aborted && !signal.aborted) throw failed(first, `no whole answer within ${limits.timeoutMs / 1000} s`);
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw failed(first, messageOf(cause));
  }
}

function redirected(from: URL, target: string, redirects: number): URL {
  const url = URL.parse(target, from);
  if (redirects >= MOST_REDIRECTS) throw failed(from, `it redirects more than ${MOST_REDIRECTS} times`);
  // Headers and body may hold secrets of this host.
  if (url?.origin !== from.origin) throw failed(from, 'it redirects to another host');
  return url;
}

async function answerOf(response: Response, url: URL, maxBytes: number): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw failed(url, `its answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, text: Buffer.concat(chunks).toString() };
}

function failed(url: URL | null, reason: string): AquilonError {
  return new AquilonError('HTTP_FAILED', {
    url: url === null ? 'the address' : `${url.origin}${url.pathname}`,
    reason,
  });
}
