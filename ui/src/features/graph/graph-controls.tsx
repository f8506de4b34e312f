import { ActionIcon, Group } from '@mantine/core';
import { Panel, useReactFlow } from '@xyflow/react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';

/** The whole graph, clear of the buttons below it, and never larger than it is read well. */
export const FIT = { padding: { x: '4%', top: '16px', bottom: '56px' }, maxZoom: 1.1 } as const;

export function GraphControls() {
  const texts = useTexts();
  const flow = useReactFlow();
  const buttons = [
    ['plus', texts.graph.zoomIn, () => flow.zoomIn()],
    ['minus', texts.graph.zoomOut, () => flow.zoomOut()],
    ['fit', texts.graph.fit, () => flow.fitView(FIT)],
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
