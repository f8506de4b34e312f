import { Popover, Stack } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { type AnyState, STATES } from '#shared/state/states.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import classes from './grid.module.css';
import { TYPE_ICONS } from './grid-head.tsx';

/** What the marks mean. */
export function GridLegend() {
  const texts = useTexts();
  return (
    <Popover position="bottom-end" withinPortal>
      <Popover.Target>
        <ToolButton name="info" size={30} label={texts.grid.legend} />
      </Popover.Target>
      <Popover.Dropdown aria-label={texts.grid.legend}>
        <Stack gap="sm">
          <div className={classes.legend}>
            {(Object.keys(STATES) as AnyState[]).map((state) => (
              <StateLabel key={state} state={state} />
            ))}
          </div>
          <div className={classes.legend}>
            {Object.entries(TYPE_ICONS).map(([type, icon]) => (
              <span key={type}>
                <Icon name={icon} size={14} /> {texts.runType[type as keyof typeof TYPE_ICONS]}
              </span>
            ))}
          </div>
          <small>{texts.grid.noteMark}</small>
          <small>{texts.grid.versionLine}</small>
          <small>{texts.grid.hint}</small>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
