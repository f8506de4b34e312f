/** Where a Docker engine answers. */
import { AquilonError } from '#errors/aquilon-error.ts';
import { taskVariable } from '#operators/child-group.ts';

/** Airflow's `docker_url`. */
const USUAL = 'unix:///var/run/docker.sock';
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;

export interface EngineAddress {
  /** For people. */
  shown: string;
  isSecure: boolean;
  place: { socketPath: string } | { host: string; port: number };
}

/** `given`: the option; undefined: `DOCKER_HOST`, as Docker's own tools have it, else the usual socket. Throws `OPTION_INVALID`. */
export function engineAddress(given: string | undefined): EngineAddress {
  const text = given ?? taskVariable('DOCKER_HOST') ?? USUAL;
  // Airflow's default has two slashes only; the path is absolute all the same.
  if (/^unix:\/\/./.test(text)) {
    const socketPath = text.slice('unix://'.length).replace(/^\/*/, '/');
    return { shown: `unix://${socketPath}`, isSecure: false, place: { socketPath } };
  }
  const url = /^(tcp|https?):\/\//.test(text) ? URL.parse(text.replace(/^tcp:/, 'http:')) : null;
  if (url === null) {
    const where = given === undefined ? 'DOCKER_HOST is ' : 'it is ';
    const reason = `${where}${text}, and must begin with unix://, tcp://, http:// or https://`;
    throw new AquilonError('OPTION_INVALID', { option: 'dockerUrl', operator: 'docker', reason });
  }
  const isSecure = url.protocol === 'https:';
  const explicit = /:(\d+)\/?$/.exec(text)?.[1];
  const port = explicit === undefined ? (isSecure ? TLS_PORT : PLAIN_PORT) : Number(explicit);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { shown: `${isSecure ? 'https' : 'tcp'}://${url.hostname}:${port}`, isSecure, place: { host, port } };
}
