/** Sends one request of a notice. The address may be a secret: errors name its host only. */
import { messageOf } from '#errors/aquilon-error.ts';
import type { Delivery } from './delivery.ts';

export interface NoticeRequest {
  url: string;
  method: string;
  headers: { [name: string]: string };
  body: string;
}

/** Bytes of an answer that are read. */
const MOST_READ = 16_384;
/** Other refusals of a client are final. */
const PASSING = new Set([408, 425, 429]);

export interface HttpOptions {
  timeoutMs: number;
  signal: AbortSignal;
}

/** `check`: what the text of a successful answer means. Resolves whatever happens. */
export async function sendRequest(
  { url, ...request }: NoticeRequest,
  { timeoutMs, signal }: HttpOptions,
  check: (text: string) => Delivery = () => ({ state: 'sent' }),
): Promise<Delivery> {
  const host = hostOf(url);
  if (host === undefined)
    return { state: 'failed', error: 'its address is none: it must begin with http:// or https://' };
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await readSome(response);
    if (response.ok) return check(text);
    const error = `${host} answered ${response.status}`;
    if (response.status < 500 && !PASSING.has(response.status)) return { state: 'failed', error };
    return { state: 'again', error, ...retryAfter(response.headers.get('retry-after')) };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = isLate ? `no answer within ${timeoutMs / 1000} s` : messageOf(cause).replaceAll(url, host);
    return { state: 'again', error: `${host}: ${reason}` };
  }
}

function hostOf(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.host : undefined;
}

async function readSome(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.length > MOST_READ) break;
  }
  return text;
}

/** Seconds, or a date. */
function retryAfter(header: string | null): { afterMs?: number } {
  if (header === null) return {};
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? { afterMs: ms } : {};
}
