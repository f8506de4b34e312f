import { ActionIcon, type ActionIconProps } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface Props extends ActionIconProps, Omit<ComponentPropsWithoutRef<'button'>, keyof ActionIconProps | 'name'> {
  readonly name: IconName;
  readonly label: string;
}

/** A button that is an icon; its name is told to screen readers, and shown under the pointer. */
export function ToolButton({ name, label, ...rest }: Props) {
  return (
    <ActionIcon variant="default" size="lg" aria-label={label} title={label} {...rest}>
      <Icon name={name} size={16} />
    </ActionIcon>
  );
}
