import { Fieldset, Stack } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import type { ParamField } from './param-fields.ts';
import { ParamInput } from './param-input.tsx';

interface Props {
  readonly fields: readonly ParamField[];
  readonly conf: Readonly<Record<string, unknown>>;
  readonly problems: Readonly<Record<string, string>>;
  /** Time zone in which date and time are given. */
  readonly zone: string;
  readonly onChange: (name: string, value: unknown) => void;
}

/** The params of a DAG, section by section. They write into the conf, which stands below them as JSON. */
export function ParamForm({ fields, conf, problems, zone, onChange }: Props) {
  const texts = useTexts();
  const sections = Map.groupBy(fields, ({ section }) => section);
  return [...sections].map(([section, members]) => (
    <Fieldset key={section} legend={section || texts.trigger.params}>
      <Stack gap="sm">
        {members.map((field) => (
          <ParamInput
            key={field.name}
            field={field}
            value={conf[field.name]}
            error={problems[field.name]}
            zone={zone}
            onChange={(value) => onChange(field.name, value)}
          />
        ))}
      </Stack>
    </Fieldset>
  ));
}
