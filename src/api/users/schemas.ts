import { Type } from 'typebox';
import { component, Instant, OrderQuery, PageQuery, Pattern, ref } from '#api/list/schemas.ts';
import { ROLES } from '#http/auth/roles.ts';

export const UserPath = Type.Object({ username: Type.String() });
export const UserListQuery = Type.Object({ ...PageQuery, ...OrderQuery, username_pattern: Pattern });

export const User = component('User', {
  username: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  email: Type.String(),
  role: Type.String(),
  is_active: Type.Boolean(),
  created_at: Instant,
});
export const UserCollection = component('UserCollection', {
  users: Type.Array(ref(User)),
  total_entries: Type.Integer(),
});

const Role = Type.Enum([...ROLES]);
const Password = Type.String({ minLength: 1, maxLength: 1024 });
const Text = Type.Optional(Type.String({ maxLength: 250 }));
const person = { first_name: Text, last_name: Text, email: Text };
const closed = { additionalProperties: false };

export const NewUser = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 250 }), password: Password, role: Role, ...person },
  closed,
);
/** What is missing stays. */
export const UserPatch = Type.Object(
  { password: Type.Optional(Password), role: Type.Optional(Role), ...person },
  closed,
);

export const RoleCollection = component('RoleCollection', {
  roles: Type.Array(
    Type.Object({
      name: Type.String(),
      permissions: Type.Array(Type.Object({ resource: Type.String(), actions: Type.Array(Type.String()) })),
    }),
  ),
});
