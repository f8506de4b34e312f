import { Group, Stack, Textarea } from '@mantine/core';
import type { Texts } from '#shared/i18n/en.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { type ConfProblem, parseConf, showConf } from './conf.ts';
import { ConfPresets } from './conf-presets.tsx';
import { RecentConfs } from './recent-confs.tsx';

interface Props {
  readonly dagId: string;
  readonly text: string;
  /** What it is for. */
  readonly hint: string;
  readonly hasFocus?: boolean;
  readonly onChange: (text: string) => void;
}

/** The configuration as JSON, and where it can be taken from. */
export function ConfField({ dagId, text, hint, hasFocus = false, onChange }: Props) {
  const texts = useTexts();
  const parsed = parseConf(text);
  const take = (conf: object) => onChange(showConf(conf));
  return (
    <Stack gap={6}>
      <Textarea
        label={texts.trigger.conf}
        description={hint}
        error={'problem' in parsed ? wordsFor(parsed.problem, texts) : null}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-autofocus={hasFocus || undefined}
      />
      <Group gap="xs">
        <RecentConfs dagId={dagId} onChoose={take} />
        <ConfPresets dagId={dagId} conf={'conf' in parsed ? parsed.conf : null} onChoose={take} />
      </Group>
    </Stack>
  );
}

const wordsFor = (problem: ConfProblem, texts: Texts): string =>
  problem.kind === 'not-object' ? texts.trigger.confNotObject : texts.trigger.confNotJson(problem.reason);
