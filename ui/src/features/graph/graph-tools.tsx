import { Button, Checkbox, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useMemo } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './graph.module.css';
import { COLOURS, findNodes, type GraphSearch, nextFound } from './graph-search.ts';
import { farthest, type GraphStructure } from './shown-structure.ts';

interface Props {
  /** All of it, also what is not shown. */
  readonly structure: GraphStructure;
  readonly search: GraphSearch;
  readonly onChange: (change: GraphSearch) => void;
  readonly found: readonly string[];
  readonly hasDurations: boolean;
  readonly hasPools: boolean;
  readonly hasAssets: boolean;
  readonly onGo: (node: string) => void;
}

const COLOUR_TEXTS = { state: 'byState', duration: 'byDuration', pool: 'byPool', operator: 'byOperator' } as const;

/** What is shown of a graph, and how: each choice stands in the address. */
export function GraphTools(props: Props) {
  const texts = useTexts();
  const { structure, search, onChange, hasDurations, hasPools } = props;
  const colours = COLOURS.filter((one) => (one !== 'duration' || hasDurations) && (one !== 'pool' || hasPools));
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a form that is sent
    <div className={classes.tools} role="group" aria-label={texts.graph.tools}>
      <Finder {...props} />
      <NativeSelect
        size="xs"
        aria-label={texts.graph.colourBy}
        value={search.colour ?? 'state'}
        onChange={({ currentTarget: { value } }) =>
          onChange({ colour: colours.find((one) => one === value && one !== 'state') as GraphSearch['colour'] })
        }
        data={colours.map((value) => ({ value, label: `${texts.graph.colourBy} ${texts.graph[COLOUR_TEXTS[value]]}` }))}
      />
      {hasDurations && (
        <Checkbox
          size="xs"
          label={texts.graph.critical}
          checked={search.critical ?? false}
          onChange={({ currentTarget: { checked } }) => onChange({ critical: checked || undefined })}
        />
      )}
      {props.hasAssets && (
        <Checkbox
          size="xs"
          label={texts.graph.assets}
          checked={search.assets !== 'hide'}
          onChange={({ currentTarget: { checked } }) => onChange({ assets: checked ? undefined : 'hide' })}
        />
      )}
      {structure.groups.length > 0 && (
        <Button
          size="compact-xs"
          h={28}
          variant="default"
          onClick={() =>
            onChange({ fold: search.fold === undefined ? structure.groups.map(({ id }) => id).join(',') : undefined })
          }
        >
          {search.fold === undefined ? texts.graph.foldAll : texts.graph.unfoldAll}
        </Button>
      )}
      {search.focus !== undefined && <Around {...props} focus={search.focus} />}
    </div>
  );
}

function Finder({ structure, search, onChange, found, onGo }: Props) {
  const texts = useTexts();
  const place = found.indexOf(search.node ?? '') + 1;
  const go = (isBackwards: boolean) => {
    const next = nextFound(found, search.node, isBackwards);
    if (next !== undefined) onGo(next);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go(event.shiftKey);
  };
  return (
    <Group gap={4}>
      <TextInput
        size="xs"
        className={classes.search}
        aria-label={texts.graph.search}
        placeholder={texts.graph.search}
        leftSection={<Icon name="search" size={14} />}
        value={search.q ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ q: value || undefined, ...(value !== '' && { node: findNodes(structure.nodes, value)[0] }) })
        }
        onKeyDown={onKey}
      />
      {search.q !== undefined && (
        <>
          <Text size="xs" role="status" className={classes.count}>
            {texts.graph.found(place, found.length)}
          </Text>
          <Button size="compact-xs" h={28} variant="default" disabled={found.length === 0} onClick={() => go(true)}>
            {texts.graph.previous}
          </Button>
          <Button size="compact-xs" h={28} variant="default" disabled={found.length === 0} onClick={() => go(false)}>
            {texts.graph.next}
          </Button>
        </>
      )}
    </Group>
  );
}

const SIDES = ['both', 'upstream', 'downstream'] as const;

/** How much around one task is shown. */
function Around({ structure, search, onChange, focus }: Props & { readonly focus: string }) {
  const texts = useTexts();
  const side = search.side ?? 'both';
  const most = useMemo(() => farthest(structure.edges, focus, side), [structure, focus, side]);
  const depth = Math.min(search.depth ?? most, most);
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a form that is sent
    <div className={classes.around} role="group" aria-label={texts.graph.around(focus)}>
      <Text size="xs" fw={600} className="pre-line">
        {texts.graph.around(focus)}
      </Text>
      <NativeSelect
        size="xs"
        aria-label={texts.graph.sides}
        value={side}
        onChange={({ currentTarget: { value } }) =>
          onChange({ side: value === 'upstream' || value === 'downstream' ? value : undefined })
        }
        data={SIDES.map((value) => ({ value, label: texts.graph[value] }))}
      />
      <label className={classes.depth}>
        <span>{texts.graph.depth}</span>
        <input
          type="range"
          min={1}
          max={most}
          value={depth}
          aria-valuetext={texts.graph.depthOf(depth, most)}
          onChange={({ currentTarget: { value } }) =>
            onChange({ depth: Number(value) === most ? undefined : Number(value) })
          }
        />
        <span>{texts.graph.depthOf(depth, most)}</span>
      </label>
      <Button
        size="compact-xs"
        h={28}
        variant="default"
        onClick={() => onChange({ focus: undefined, side: undefined, depth: undefined })}
      >
        {texts.graph.showAll}
      </Button>
    </div>
  );
}
