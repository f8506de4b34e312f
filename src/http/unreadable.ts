/** What cannot be read as a request never reaches a route: it is refused here, in the form of all other errors, and the connection is closed. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { AquilonError } from '#errors/aquilon-error.ts';

export function refuseUnreadable(cause: ConnectionError, socket: Socket): void {
  if (cause.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerOf(errorOf(cause)));
  socket.destroy(cause);
}

function errorOf({ code }: ConnectionError): AquilonError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AquilonError('REQUEST_TOO_SLOW');
  if (code === 'HPE_HEADER_OVERFLOW') return new AquilonError('HEADERS_TOO_LARGE');
  return new AquilonError('BAD_REQUEST', { reason: 'The request is not HTTP that can be read' });
}

function answerOf({ status, code, message }: AquilonError): string {
  const body = JSON.stringify({ detail: message });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-error-code: ${code}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
