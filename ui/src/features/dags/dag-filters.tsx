import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { dagSummaryQuery, tagsQuery } from '#shared/api/queries/dags.ts';
import { TextFilter } from '#shared/list/filters.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './dag-list.module.css';
import { type DagFilterValues, LAST_STATES, SHOWN } from './shown.ts';

interface Props {
  readonly values: DagFilterValues;
  readonly onChange: (part: DagFilterValues) => void;
}

/** How many DAGs there are of each kind; a click shows these only. */
export function DagCounters({ values, onChange }: Props) {
  const texts = useTexts();
  const { data } = useQuery(dagSummaryQuery);
  return (
    <fieldset className={classes.counters} aria-label={texts.dags.filter}>
      {([undefined, ...SHOWN] as const).map((kind) => {
        const isShown = values.show === kind;
        return (
          <Button
            key={kind ?? 'all'}
            size="compact-md"
            variant={isShown ? 'filled' : 'default'}
            aria-pressed={isShown}
            leftSection={kind === 'failed' || kind === 'running' ? <StateMark state={kind} size={14} /> : null}
            onClick={() => onChange({ show: kind })}
          >
            {texts.dags.kind[kind ?? 'all']} {data?.[kind ?? 'all']}
          </Button>
        );
      })}
    </fieldset>
  );
}

export function DagFilters({ values, onChange }: Props) {
  const texts = useTexts();
  const owners = useQuery(dagSummaryQuery).data?.owners ?? [];
  const tags = useQuery(tagsQuery).data ?? [];
  const withChosen = (names: readonly string[], chosen: string | undefined) =>
    [...new Set([...names, ...(chosen === undefined ? [] : [chosen])])].sort();
  return (
    <>
      <TextFilter
        label={texts.dags.search}
        placeholder={texts.dags.searchHint}
        value={values.search}
        onChange={(search) => onChange({ search })}
      />
      <Select
        aria-label={texts.dags.tag}
        placeholder={texts.dags.tagAll}
        data={withChosen(tags, values.tag)}
        value={values.tag ?? null}
        onChange={(tag) => onChange({ tag: tag ?? undefined })}
        clearable
        searchable
        w={160}
      />
      <Select
        aria-label={texts.dags.owner}
        placeholder={texts.dags.ownerAll}
        data={withChosen(owners, values.owner)}
        value={values.owner ?? null}
        onChange={(owner) => onChange({ owner: owner ?? undefined })}
        clearable
        searchable
        w={160}
      />
      <Select
        aria-label={texts.dags.lastState}
        placeholder={texts.dags.lastStateAny}
        data={LAST_STATES.map((value) => ({ value, label: texts.state[value] }))}
        value={values.last ?? null}
        onChange={(state) => onChange({ last: LAST_STATES.find((one) => one === state) })}
        clearable
        w={170}
      />
      <Button
        variant={values.pinned ? 'light' : 'default'}
        aria-pressed={values.pinned === true}
        leftSection={<Icon name="star" size={16} />}
        onClick={() => onChange({ pinned: values.pinned ? undefined : true })}
      >
        {texts.dags.pinned}
      </Button>
    </>
  );
}
