import { useComputedColorScheme } from '@mantine/core';
import { getViewportForBounds, Panel, ReactFlow, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { type KeyboardEvent, type MouseEvent, useContext, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { FarView, SmallMap } from './far-view.tsx';
import { flowEdges, flowNodes } from './flow-parts.ts';
import { GraphControls } from './graph-controls.tsx';
import { GraphMarksContext } from './graph-marks.ts';
import { nextFound } from './graph-search.ts';
import { type Direction, nodeLabel, type Placed } from './layout-input.ts';
import { makeNodeStates, NodeStatesContext, type TaskSummaries } from './node-states.ts';
import type { GraphStructure } from './shown-structure.ts';
import { GroupNode, TaskNode } from './task-node.tsx';
import { absolutePlaces, boundsOf, isArrow, step } from './walk.ts';

const NODE_TYPES = { task: TaskNode, group: GroupNode };
/** With more nodes only those in sight are mounted, from afar none, and there is a small map. */
const MANY = 300;
const MAPPED = 40;
/** Below this zoom labels cannot be read. */
const FAR = 0.4;
/** At which zoom a node is shown that somebody went to. */
const NEAR = 1;
const SMALLEST = 0.05;
/** The whole graph, clear of the buttons below it, and never larger than it is read well. */
const PADDING = { x: '4%', top: '16px', bottom: '56px' } as const;
const LARGEST = 1.1;
const NONE: never[] = [];

interface Props {
  readonly structure: GraphStructure;
  readonly summaries: TaskSummaries;
  readonly placed: readonly Placed[];
  readonly direction: Direction;
  /** Of the frame. px */
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly found: readonly string[];
  readonly onGo: (node: string) => void;
  readonly onFocus: (taskId: string) => void;
}

/** The nodes at their places, on a plane that is moved and zoomed. */
export function Drawing(props: Props) {
  const { structure, summaries, placed, direction, width, height, found } = props;
  const texts = useTexts();
  const scheme = useComputedColorScheme('light');
  const { critical, active, takesFocus } = useContext(GraphMarksContext);
  const [states] = useState(makeNodeStates);
  // Before it is painted: a graph has its colours from the beginning.
  useLayoutEffect(() => states.set(summaries), [states, summaries]);
  const places = useMemo(() => absolutePlaces(placed), [placed]);
  const bounds = useMemo(() => boundsOf(places), [places]);
  const isLarge = placed.length > MANY;
  const whole = useMemo(() => {
    const least = Math.min(SMALLEST, (width / bounds.width) * 0.8, (height / bounds.height) * 0.8);
    return { least, viewport: getViewportForBounds(bounds, width, height, least, LARGEST, PADDING) };
  }, [bounds, width, height]);
  const flow = useReactFlow();
  const store = useStoreApi();
  // Until the plane has its place, a large graph would be mounted as a whole.
  const [isInPlace, setInPlace] = useState(false);
  const isFar = useStore(({ transform }) => isLarge && (!isInPlace || transform[2] < FAR));
  useEffect(() => {
    void flow.setViewport(whole.viewport);
    setInPlace(true);
  }, [flow, whole]);
  useEffect(() => {
    const place = active === null ? undefined : places.get(active);
    if (place === undefined) return;
    const { transform, width: seenWidth, height: seenHeight } = store.getState();
    const [x, y, zoom] = transform;
    const [left, top] = [place.x * zoom + x, place.y * zoom + y];
    const isSeen =
      left >= 0 && top >= 0 && left + place.width * zoom <= seenWidth && top + place.height * zoom <= seenHeight;
    if (isSeen && zoom >= FAR) return;
    const middle = [place.x + place.width / 2, place.y + place.height / 2] as const;
    void flow.setCenter(...middle, { zoom: zoom < FAR ? NEAR : zoom });
  }, [active, places, flow, store]);
  const nodes = useMemo(() => flowNodes(structure, placed, direction), [structure, placed, direction]);
  const edges = useMemo(() => flowEdges(structure, critical), [structure, critical]);
  const groups = useMemo(
    () => new Map(structure.groups.map((group) => [`group:${group.id}`, nodeLabel(group)])),
    [structure],
  );
  const picture = useMemo(
    () => ({ places, groups, edges: structure.edges, direction }),
    [places, groups, structure, direction],
  );

  const go = (node: string | undefined) => {
    if (node === undefined) return;
    takesFocus.current = true;
    props.onGo(node);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest('button')) return;
    const from = active !== null && places.has(active) ? active : undefined;
    if (isArrow(event.key)) {
      event.preventDefault();
      const first = structure.nodes.find((node) => places.has(node.id))?.id;
      go(from === undefined ? first : step(places, structure.edges, from, event.key, direction));
    } else if (event.key === 'Enter' && event.target === event.currentTarget && from !== undefined) {
      event.preventDefault();
      event.currentTarget.querySelector<HTMLElement>('[data-active] > :is(a, button)')?.click();
    } else if (event.key.toLowerCase() === 'n') go(nextFound(found, from, event.shiftKey));
    else if (event.key.toLowerCase() === 'f' && from !== undefined) props.onFocus(from);
  };
  const onPane = (event: MouseEvent) => {
    if (!isFar) return;
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    void flow.setCenter(x, y, { zoom: NEAR });
  };
  return (
    <NodeStatesContext value={states}>
      <ReactFlow
        nodes={isFar ? NONE : nodes}
        edges={isFar ? NONE : edges}
        nodeTypes={NODE_TYPES}
        colorMode={scheme}
        defaultViewport={whole.viewport}
        minZoom={whole.least}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={isLarge}
        onPaneClick={onPane}
        onKeyDown={onKey}
        tabIndex={0}
        aria-label={`${props.label}. ${texts.graph.keys}`}
      >
        {isFar && isInPlace && <FarView picture={picture} />}
        <GraphControls onWhole={() => void flow.setViewport(whole.viewport)} />
        {placed.length > MAPPED && isInPlace && (
          <Panel position="bottom-right">
            <SmallMap
              picture={picture}
              width={bounds.width}
              height={bounds.height}
              onGo={(x, y) => void flow.setCenter(x, y, { zoom: Math.max(NEAR, flow.getZoom()) })}
            />
          </Panel>
        )}
      </ReactFlow>
    </NodeStatesContext>
  );
}
