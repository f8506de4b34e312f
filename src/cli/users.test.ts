/** `aquilon users` and `aquilon roles`. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { verifyPassword } from '#http/auth/users.ts';
import { type CommandPlace, createCommandPlace } from '#test/support/command-place.ts';

let place: CommandPlace;
before(async () => {
  place = await createCommandPlace();
});
after(() => place.clear());

const aquilon = (...words: string[]) => place.aquilon(words);
const done = (...words: string[]) => place.done(...words);
const roles = async () => {
  const rows = JSON.parse(await done('users', 'list', '-o', 'json')) as { username: string; roles: string }[];
  return Object.fromEntries(rows.map((row) => [row.username, row.roles]));
};

test('roles are added and taken away; the strongest is the one that a user has', async () => {
  await done('users', 'create', '-u', 'ada', '-r', 'Admin', '-p', 'one', '-e', 'ada@example.org');
  await done('users', 'create', '-u', 'bob', '-r', 'User', '-p', 'two', '-e', 'bob@example.org');
  assert.match(
    await done('users', 'add-role', '-e', 'bob@example.org', '-r', 'Op'),
    /has the role "Op", no more "User"/,
  );
  assert.match(await done('users', 'add-role', '-u', 'bob', '-r', 'Viewer'), /"Op" as before/);
  assert.match(await done('users', 'remove-role', '-u', 'bob', '-r', 'Viewer'), /"Op" as before/);
  await done('users', 'remove-role', '-u', 'bob', '-r', 'Op');
  assert.deepEqual(await roles(), { ada: 'Admin', bob: 'Public' });
  const last = await aquilon('users', 'remove-role', '-u', 'ada', '-r', 'Admin');
  assert.equal(last.code, 1);
  assert.match(last.err, /ada is the last active administrator/);
});

test('a user that is not there is told with names that are near', async () => {
  const { code, err } = await aquilon('users', 'add-role', '-u', 'adda', '-r', 'Op');
  assert.equal(code, 1);
  assert.match(err, /no user adda\.\nDid you mean ada\?/);
  assert.match((await aquilon('users', 'delete')).err, /No user is named/);
  assert.equal((await aquilon('users', 'delete', '-u', 'a', '-e', 'b')).code, 2);
  assert.equal((await aquilon('users', 'add-role', '-u', 'ada', '-r', 'Chief')).code, 2);
});

test('another password takes the place of the one before', async () => {
  assert.equal(await done('users', 'reset-password', '-u', 'bob', '-p', 'three'), 'User "bob" has another password\n');
  assert.equal(await verifyPassword(place.database, 'bob', 'two'), null);
  assert.ok(await verifyPassword(place.database, 'bob', 'three'));
  const [, made = ''] = /: (\S+) \(shown only now\)/.exec(await done('users', 'reset-password', '-u', 'bob')) ?? [];
  assert.ok(await verifyPassword(place.database, 'bob', made));
  assert.equal((await aquilon('users', 'reset-password', '-u', 'bob', '-p', '')).code, 1);
});

test('an export, imported elsewhere, makes the same users with passwords of their own', async () => {
  const file = join(place.folder, 'users.json');
  await done('users', 'export', file);
  assert.doesNotMatch(await readFile(file, 'utf8'), /password|scrypt/);
  await done('users', 'delete', '-e', 'bob@example.org');
  const said = await done('users', 'import', file);
  const [, password = ''] = /User "bob" created, password (\S+) /.exec(said) ?? [];
  assert.match(said, /1 user brought to what the file says/);
  assert.ok(await verifyPassword(place.database, 'bob', password));
  assert.deepEqual(await roles(), { ada: 'Admin', bob: 'Public' });
});

test('a file of Airflow is read, and one that is wrong changes nothing', async () => {
  const file = join(place.folder, 'airflow.json');
  const user = { username: 'cy', email: 'c@x.org', firstname: 'Cy', lastname: 'D', roles: ['Viewer', 'Op'] };
  await writeFile(file, JSON.stringify([user]));
  await done('users', 'import', file);
  assert.equal((await roles()).cy, 'Op');
  await writeFile(
    file,
    JSON.stringify([
      { ...user, username: 'dan' },
      { ...user, roles: ['Chief'] },
    ]),
  );
  const { code, err } = await aquilon('users', 'import', file);
  assert.equal(code, 1);
  assert.match(err, /entry 2: the role Chief is none of Admin/);
  assert.deepEqual(Object.keys(await roles()), ['ada', 'bob', 'cy']);
});

test('the roles are shown, and with -p what each may do', async () => {
  assert.deepEqual(
    JSON.parse(await done('roles', 'list', '-o', 'json')).map(({ name }: { name: string }) => name),
    ['Admin', 'Op', 'User', 'Viewer', 'Public'],
  );
  const all = JSON.parse(await done('roles', 'list', '-p', '-o', 'json')) as {
    name: string;
    resource: string;
    action: string[];
  }[];
  const of = (name: string, resource: string) =>
    all.find((row) => row.name === name && row.resource === resource)?.action;
  assert.deepEqual(of('Viewer', 'dag'), ['read']);
  assert.equal(of('User', 'variable'), undefined);
  assert.deepEqual(of('Op', 'variable'), ['read', 'create', 'update', 'delete']);
  assert.ok(!all.some(({ name }) => name === 'Public'));
  const file = join(place.folder, 'roles.json');
  assert.match(await done('roles', 'export', file, '-p'), /5 roles with \d+ linked permissions/);
  assert.match(await readFile(file, 'utf8'), /"action": "read,create,update,delete"/);
});
