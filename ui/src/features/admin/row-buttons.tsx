import { Group } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { ToolButton } from '#shared/widgets/tool-button.tsx';

interface Props {
  readonly name: string;
  readonly onEdit: () => void;
  /** Missing: it can not be deleted. */
  readonly onDelete?: () => void;
}

/** At the end of a row: edit and delete what the row shows. */
export function RowButtons({ name, onEdit, onDelete }: Props) {
  const texts = useTexts();
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <ToolButton name="edit" size="md" label={texts.admin.edit(name)} onClick={onEdit} />
      {onDelete && <ToolButton name="delete" size="md" label={texts.admin.delete(name)} onClick={onDelete} />}
    </Group>
  );
}
