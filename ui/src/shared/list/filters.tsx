import { CloseButton, TextInput } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { useTyped } from './use-typed.ts';

interface Props {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  /** Called once somebody pauses typing; undefined where nothing is left. */
  readonly onChange: (value: string | undefined) => void;
}

/** A field in which a list is searched while somebody types. */
export function TextFilter({ label, placeholder = label, value, onChange }: Props) {
  const texts = useTexts();
  const [typed, type] = useTyped(value ?? '', (text) => onChange(text || undefined));
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Icon name="search" size={16} />}
      rightSection={
        typed === '' ? null : (
          <CloseButton size="sm" aria-label={texts.list.clearFilter(label)} onClick={() => type('')} />
        )
      }
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      flex="1 1 150px"
      maw={420}
    />
  );
}
