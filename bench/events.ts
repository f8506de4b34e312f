/** The product's stream of events, for the end of a run: asking again and again would disturb what is measured. */
import { request } from 'node:http';

export interface Events {
  /** Resolves with the moment at which the end of the run was seen, milliseconds since 1970 with a fraction. */
  endOf(runId: string): Promise<number>;
  close(): void;
}

export function followEvents({ url, token }: { url: string; token: string }): Promise<Events> {
  const waiting = new Map<string, (at: number) => void>();
  let rest = '';
  const read = (text: string) => {
    const at = performance.timeOrigin + performance.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      // Most events are those of tasks: they are passed over without being parsed.
      if (!line.startsWith('data: ') || !line.includes('"kind":"run"')) continue;
      const event = JSON.parse(line.slice(6)) as { kind: string; runId: string; to: string };
      if (event.kind !== 'run' || (event.to !== 'success' && event.to !== 'failed')) continue;
      waiting.get(event.runId)?.(at);
      waiting.delete(event.runId);
    }
  };
  return new Promise((resolve, reject) => {
    const stream = request(`${url}/api/v2/events`, { headers: { authorization: `Bearer ${token}` } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the stream of events: ${response.statusCode}`));
      response.setEncoding('utf8');
      response.on('data', read);
      // The server closes it when it stops.
      response.on('error', () => undefined);
      resolve({
        endOf: (runId) => new Promise((seen) => waiting.set(runId, seen)),
        close: () => stream.destroy(),
      });
    });
    stream.on('error', reject);
    stream.end();
  });
}
