import { ActionIcon, Group } from '@mantine/core';
import { Panel, useReactFlow } from '@xyflow/react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';

export function GraphControls({ onWhole }: { onWhole: () => void }) {
  const texts = useTexts();
  const flow = useReactFlow();
  const buttons = [
    ['plus', texts.graph.zoomIn, () => flow.zoomIn()],
    ['minus', texts.graph.zoomOut, () => flow.zoomOut()],
    ['fit', texts.graph.fit, onWhole],
  ] as const;
  return (
    <Panel position="bottom-left">
      <Group gap={4}>
        {buttons.map(([icon, label, onClick]) => (
          <ActionIcon key={icon} variant="default" aria-label={label} title={label} onClick={() => void onClick()}>
            <Icon name={icon} size={16} />
          </ActionIcon>
        ))}
      </Group>
    </Panel>
  );
}
