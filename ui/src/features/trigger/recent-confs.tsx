import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { recentConfsQuery } from '#shared/api/queries/runs.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';

/** So much of a configuration is shown. characters */
const LONGEST = 60;

interface Props {
  readonly dagId: string;
  readonly onChoose: (conf: object) => void;
}

/** Configurations that the last runs of the DAG had, each once. */
export function RecentConfs({ dagId, onChoose }: Props) {
  const texts = useTexts();
  const recent = useQuery(recentConfsQuery(dagId)).data ?? [];
  if (recent.length === 0) return null;
  return (
    <Menu position="bottom-start" width="target" styles={{ dropdown: { minWidth: 260 } }}>
      <Menu.Target>
        <Button size="compact-sm" variant="default">
          {texts.trigger.recent}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {recent.map((conf) => {
          const text = JSON.stringify(conf);
          return (
            <Menu.Item key={text} className="mono" style={{ overflowWrap: 'anywhere' }} onClick={() => onChoose(conf)}>
              {text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
