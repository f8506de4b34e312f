import { Button, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Run } from '#shared/api/queries/runs.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './time-slider.module.css';

/** So many steps from the beginning to the end of the run; playing takes as many frames. */
const STEPS = 200;
const FRAME_MS = 60;

interface Props {
  readonly run: Run;
  /** epoch ms; undefined: as it is now. */
  readonly moment: number | undefined;
  /** `isKept`: it is not one of the many that are passed through. */
  readonly onMoment: (moment: number | undefined, isKept: boolean) => void;
}

/** Goes through a run from its beginning to its end; all the way to the right it is as it is now. */
export function TimeSlider({ run, moment, onMoment }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const [isPlaying, setPlaying] = useState(false);
  const now = useNow(run.end_date === null);
  const from = Date.parse(run.queued_at ?? run.start_date ?? run.run_after);
  const to = Math.max(from + 1, run.end_date === null ? now : Date.parse(run.end_date));
  const step = Math.max(1, Math.ceil((to - from) / STEPS));
  const at = Math.min(to, Math.max(from, moment ?? to));
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      const next = at + step;
      if (next >= to) setPlaying(false);
      onMoment(next >= to ? undefined : next, next >= to);
    }, FRAME_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, at, step, to, onMoment]);
  const play = () => {
    if (!isPlaying && at >= to) onMoment(from, false);
    if (isPlaying) onMoment(at, true);
    setPlaying(!isPlaying);
  };
  const elapsed = texts.moment.after(format.duration((at - from) / 1000));
  const words = moment === undefined ? texts.moment.now : `${format.clock(new Date(at).toISOString())} · ${elapsed}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a form that is sent
    <div className={classes.slider} role="group" aria-label={texts.moment.label}>
      <ToolButton
        name={isPlaying ? 'pause' : 'play'}
        label={isPlaying ? texts.moment.pause : texts.moment.play}
        size={28}
        onClick={play}
      />
      <input
        type="range"
        aria-label={texts.moment.moment}
        aria-valuetext={words}
        min={from}
        max={to}
        step={step}
        value={at}
        onChange={({ currentTarget: { value } }) => {
          setPlaying(false);
          // The last step may lie before the end.
          onMoment(Number(value) + step > to ? undefined : Number(value), true);
        }}
      />
      <Text size="xs" className={classes.words}>
        {words}
      </Text>
      {moment !== undefined && (
        <Button
          size="compact-xs"
          h={28}
          variant="default"
          leftSection={<Icon name="close" size={12} />}
          onClick={() => {
            setPlaying(false);
            onMoment(undefined, true);
          }}
        >
          {texts.moment.back}
        </Button>
      )}
    </div>
  );
}
