import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type InstanceAddress, usageQuery } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { curvesOf, pathOf, peakOf } from './usage-curve.ts';
import classes from './used-memory.module.css';

const WIDTH = 240;
const HEIGHT = 40;

interface Props {
  readonly address: InstanceAddress;
  readonly tryNumber: number;
  /** From outside, and at once: as what takes too much memory is ended. */
  readonly isKilled: boolean;
}

/** Of a try that failed: how much memory it came to, when, and the way there as a small curve. */
export function UsedMemory({ address, tryNumber, isKilled }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const { data } = useQuery(usageQuery(address, tryNumber));
  const peak = data === undefined ? null : peakOf(data);
  if (data === undefined || peak === null) return null;
  const { seconds, memory } = curvesOf(data);
  const text = (isKilled ? texts.usage.killedAt : texts.usage.peakedAt)(
    format.bytes(peak.memory),
    format.duration(peak.seconds),
  );
  const last = format.bytes(memory.at(-1) ?? 0);
  return (
    <div data-testid="used-memory">
      <Text size="sm" fw={isKilled ? 600 : 400}>
        {text}
      </Text>
      {memory.length > 1 && (
        <svg
          className={classes.curve}
          viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`}
          width={WIDTH + 4}
          height={HEIGHT + 4}
          role="img"
          aria-label={texts.usage.memoryOver(format.duration(data.seconds), format.bytes(peak.memory), last)}
        >
          <path d={`M0 ${HEIGHT}H${WIDTH}`} data-base />
          <path d={pathOf(seconds, memory, WIDTH, HEIGHT)} />
        </svg>
      )}
    </div>
  );
}
