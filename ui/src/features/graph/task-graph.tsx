import '@xyflow/react/dist/style.css';
import { useElementSize } from '@mantine/hooks';
import { ReactFlowProvider } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { criticalPath } from './critical-path.ts';
import { Drawing } from './drawing.tsx';
import classes from './graph.module.css';
import { GraphLegend } from './graph-legend.tsx';
import { type GraphMarks, GraphMarksContext } from './graph-marks.ts';
import { findNodes, type GraphSearch } from './graph-search.ts';
import { GraphTools } from './graph-tools.tsx';
import { nodeColours } from './node-colours.ts';
import { type TaskSummaries, withFolded } from './node-states.ts';
import { foldGroups, type GraphStructure, neighbourhood, onlyNodes } from './shown-structure.ts';
import { type OpenTask, OpenTaskContext } from './task-node.tsx';
import { useLayout } from './use-layout.ts';

export interface TaskGraphProps {
  readonly dagId: string;
  /** Tasks, and the assets beside them where these are shown. */
  readonly structure: GraphStructure;
  /** States by task id; none: the graph of a DAG without a run. */
  readonly summaries?: TaskSummaries;
  /** How long each task of the run took. seconds */
  readonly durations?: ReadonlyMap<string, number>;
  /** Absent: it is not told. */
  readonly pools?: ReadonlyMap<string, string>;
  readonly openTask?: OpenTask;
  /** What the address says; absent: the graph keeps it for itself. */
  readonly search?: GraphSearch;
  readonly onSearch?: (change: GraphSearch) => void;
  /** There are assets to show or hide. */
  readonly hasAssets?: boolean;
}

const NO_STATES: TaskSummaries = new Map();
const NO_DURATIONS: ReadonlyMap<string, number> = new Map();
const NO_POOLS: ReadonlyMap<string, string> = new Map();

/** The tasks of a DAG as a layered graph: coloured, searched, in part or as a whole. */
export function TaskGraph(props: TaskGraphProps) {
  const texts = useTexts();
  const { ref, width, height } = useElementSize();
  const [own, setOwn] = useState<GraphSearch>({});
  const { dagId, structure, summaries, openTask, onSearch, search = own } = props;
  const change = useCallback(
    (part: GraphSearch) => (onSearch === undefined ? setOwn((before) => ({ ...before, ...part })) : onSearch(part)),
    [onSearch],
  );
  const shown = partOf(structure, search);
  const found = useMemo(() => findNodes(shown.nodes, search.q), [shown, search.q]);
  const states = useMemo(() => summaries && withFolded(summaries, shown.nodes), [summaries, shown]);
  const { placed, direction, error } = useLayout(shown, width, height);
  const marks = useMarks(props, search, change, found);
  const goTo = useCallback((node: string) => change({ node }), [change]);
  const drawing = placed !== null && (
    // Another direction is a new drawing, shown as a whole.
    <ReactFlowProvider key={direction}>
      <Drawing
        structure={shown}
        summaries={states ?? NO_STATES}
        placed={placed}
        direction={direction}
        width={width}
        height={height}
        label={texts.graph.label(dagId)}
        found={found}
        onGo={goTo}
        onFocus={marks.onFocus}
      />
    </ReactFlowProvider>
  );
  return (
    <GraphMarksContext value={marks}>
      <GraphTools
        structure={structure}
        search={search}
        onChange={change}
        found={found}
        hasDurations={summaries !== undefined}
        hasPools={props.pools !== undefined}
        hasAssets={props.hasAssets ?? false}
        onGo={goTo}
      />
      <section ref={ref} className={classes.canvas} aria-label={texts.graph.label(dagId)}>
        {structure.nodes.length === 0 && <Empty title={texts.graph.empty} />}
        {error !== null && <Failure error={error} title={texts.graph.failed} />}
        {placed === null && error === null && structure.nodes.length > 0 && <Waiting />}
        {openTask === undefined ? drawing : <OpenTaskContext value={openTask}>{drawing}</OpenTaskContext>}
      </section>
      <GraphLegend nodes={shown.nodes} summaries={states} />
    </GraphMarksContext>
  );
}

const kept = new WeakMap<GraphStructure, Map<string, GraphStructure>>();

/** The part that the address asks for; the same object while that is the same, so that its layout is kept. */
function partOf(structure: GraphStructure, { focus, side, depth, fold }: GraphSearch): GraphStructure {
  const parts = kept.get(structure) ?? new Map<string, GraphStructure>();
  kept.set(structure, parts);
  const key = JSON.stringify([focus, side, depth, fold]);
  const known = parts.get(key);
  if (known !== undefined) return known;
  const isThere = structure.nodes.some((node) => node.id === focus);
  const near =
    focus === undefined || !isThere
      ? structure
      : onlyNodes(structure, neighbourhood(structure.edges, focus, side ?? 'both', depth ?? Number.POSITIVE_INFINITY));
  const shown = foldGroups(near, new Set(fold?.split(',') ?? []));
  parts.set(key, shown);
  return shown;
}

function useMarks(
  { structure, summaries, durations = NO_DURATIONS, pools = NO_POOLS }: TaskGraphProps,
  search: GraphSearch,
  change: (part: GraphSearch) => void,
  found: readonly string[],
): GraphMarks {
  const format = useFormat();
  const takesFocus = useRef(false);
  const { node: active = null, critical: isCritical, fold } = search;
  const colour = search.colour ?? 'state';
  const critical = useMemo(
    () => new Set(isCritical && summaries !== undefined ? criticalPath(durations, structure.edges) : []),
    [isCritical, summaries, durations, structure],
  );
  const colours = useMemo(
    () => nodeColours(structure.nodes, colour, { durations, pools, durationText: format.duration }),
    [structure, colour, durations, pools, format],
  );
  return useMemo(
    () => ({
      active,
      takesFocus,
      found: new Set(found),
      critical,
      colours,
      onFocus: (taskId) => change({ focus: taskId, node: taskId }),
      onFold: (groupId, isFolded) => {
        const groups = new Set(fold?.split(',') ?? []);
        if (isFolded) groups.add(groupId);
        else groups.delete(groupId);
        change({ fold: [...groups].join(',') || undefined });
      },
    }),
    [active, found, critical, colours, change, fold],
  );
}
