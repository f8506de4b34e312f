import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Sends text or a stream where a route has JSON as its schema; `type` null: of no type that is named. The handler then returns its `reply`. */
export function sendRaw(reply: unknown, type: string | null, content: string | Readable): void {
  const raw = reply as FastifyReply;
  // A stream that ends because the server stops would leave a connection that is kept alive, and the stop would wait for that.
  if (typeof content !== 'string') raw.header('connection', 'close');
  if (type !== null) raw.type(type);
  void raw.serializer(String).send(content);
}
