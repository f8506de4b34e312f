import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { engineAddress } from './address.ts';

const before = process.env.DOCKER_HOST;
afterEach(() => {
  if (before === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = before;
});

test('the engine is that of the option, else of DOCKER_HOST, else of the usual socket', () => {
  delete process.env.DOCKER_HOST;
  assert.deepEqual(engineAddress(undefined).place, { socketPath: '/var/run/docker.sock' });
  process.env.DOCKER_HOST = 'tcp://engine.example';
  assert.deepEqual(engineAddress(undefined).place, { host: 'engine.example', port: 2375 });
  assert.deepEqual(engineAddress('unix://run/user/1/docker.sock').place, { socketPath: '/run/user/1/docker.sock' });
  process.env.DOCKER_HOST = 'ssh://me@host';
  assert.throws(() => engineAddress(undefined), /DOCKER_HOST is ssh:\/\/me@host/);
});

test('addresses over TCP have the ports of Docker where they name none', () => {
  assert.deepEqual(engineAddress('https://engine.example'), {
    shown: 'https://engine.example:2376',
    isSecure: true,
    place: { host: 'engine.example', port: 2376 },
  });
  assert.deepEqual(engineAddress('http://engine.example:80').place, { host: 'engine.example', port: 80 });
  assert.deepEqual(engineAddress('tcp://[::1]:2375').place, { host: '::1', port: 2375 });
});
