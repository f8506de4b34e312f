import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from '#shared/api/queries/installation.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useTitle } from '../use-title.ts';
import classes from './roles-page.module.css';

/** What each of the five roles may do with what: a table of roles by resources. */
export function RolesPage() {
  const texts = useTexts();
  const roles = useQuery(rolesQuery);
  useTitle(texts.admin.roles);
  const resources = [...new Set(roles.data?.roles.flatMap((role) => role.permissions.map((one) => one.resource)))];
  return (
    <Stack gap="md">
      <Title order={1} size="h2">
        {texts.admin.roles}
      </Title>
      <Text c="dimmed">{texts.admin.rolesHint}</Text>
      {roles.isPending && <Waiting />}
      {roles.isError && <Failure error={roles.error} onRetry={() => void roles.refetch()} />}
      {roles.data && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        <section className={`card ${classes.frame}`} tabIndex={0} aria-label={texts.admin.roles}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{texts.admin.resource}</th>
                {roles.data.roles.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {resources.map((resource) => (
                <tr key={resource}>
                  <th scope="row" className="mono">
                    {resource}
                  </th>
                  {roles.data.roles.map(({ name, permissions }) => {
                    const actions = permissions.find((one) => one.resource === resource)?.actions ?? [];
                    return <td key={name}>{actions.length === 0 ? texts.admin.nothing : actions.join(', ')}</td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Stack>
  );
}
