import '@xyflow/react/dist/style.css';
import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type Edge, MarkerType, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import type { Structure } from '#shared/api/extra-operations.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import classes from './graph.module.css';
import { FIT, GraphControls } from './graph-controls.tsx';
import { type Direction, edgeKey, groupKey, nodeLabel, type Placed } from './layout-input.ts';
import { makeNodeStates, NodeStatesContext, type TaskSummaries } from './node-states.ts';
import {
  GroupNode,
  type GroupNodeType,
  type OpenTask,
  OpenTaskContext,
  TaskNode,
  type TaskNodeType,
} from './task-node.tsx';
import { useLayout } from './use-layout.ts';

const NODE_TYPES = { task: TaskNode, group: GroupNode };

export interface TaskGraphProps {
  readonly dagId: string;
  readonly structure: Structure;
  /** States by task id; none: the graph of a DAG without a run. */
  readonly summaries?: TaskSummaries;
  readonly openTask?: OpenTask;
}

/** The tasks of a DAG as a layered graph, coloured by state. */
export function TaskGraph(props: TaskGraphProps) {
  const texts = useTexts();
  const { ref, width, height } = useElementSize();
  const { structure } = props;
  const { placed, direction, error } = useLayout(structure, width, height);
  return (
    <section ref={ref} className={classes.canvas} aria-label={texts.graph.label(props.dagId)}>
      {structure.nodes.length === 0 && <Empty title={texts.graph.empty} />}
      {error !== null && <Failure error={error} title={texts.graph.failed} />}
      {placed === null && error === null && structure.nodes.length > 0 && <Waiting />}
      {placed !== null && (
        // Another direction is a new drawing, shown as a whole.
        <ReactFlowProvider key={direction}>
          <Drawing {...props} placed={placed} direction={direction} width={width} />
        </ReactFlowProvider>
      )}
    </section>
  );
}

interface DrawingProps extends TaskGraphProps {
  readonly placed: Placed[];
  readonly direction: Direction;
  readonly width: number;
}

function Drawing({ structure, summaries, openTask, placed, direction, width }: DrawingProps) {
  const scheme = useComputedColorScheme('light');
  const [states] = useState(makeNodeStates);
  useEffect(() => states.set(summaries ?? new Map()), [states, summaries]);
  const { fitView } = useReactFlow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width or structure, another view of the whole
  useEffect(() => {
    const frame = requestAnimationFrame(() => void fitView(FIT));
    return () => cancelAnimationFrame(frame);
  }, [width, placed, fitView]);
  const nodes = useMemo(() => flowNodes(structure, placed, direction), [structure, placed, direction]);
  const edges = useMemo(() => flowEdges(structure), [structure]);
  const flow = (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      colorMode={scheme}
      fitView
      fitViewOptions={FIT}
      minZoom={0.05}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      zoomOnScroll={false}
      preventScrolling={false}
      onlyRenderVisibleElements={placed.length > 300}
    >
      <GraphControls />
    </ReactFlow>
  );
  return (
    <NodeStatesContext value={states}>
      {openTask === undefined ? flow : <OpenTaskContext value={openTask}>{flow}</OpenTaskContext>}
    </NodeStatesContext>
  );
}

function flowNodes(
  structure: Structure,
  placed: readonly Placed[],
  direction: Direction,
): (TaskNodeType | GroupNodeType)[] {
  const tasks = new Map(structure.nodes.map((node) => [node.id, node]));
  const groups = new Map(structure.groups.map((group) => [groupKey(group.id), group]));
  return placed.map((one) => {
    const place = {
      id: one.id,
      position: { x: one.x, y: one.y },
      width: one.width,
      height: one.height,
      ...(one.parent === null ? {} : { parentId: one.parent }),
    };
    const group = groups.get(one.id);
    if (one.kind === 'group') return { ...place, type: 'group', data: { label: group ? nodeLabel(group) : one.id } };
    const task = tasks.get(one.id);
    return {
      ...place,
      type: 'task',
      data: {
        label: task?.label ?? one.id,
        is_mapped: task?.is_mapped ?? false,
        operator: task?.operator ?? '',
        role: task?.role ?? null,
        direction,
      },
    };
  });
}

const flowEdges = (structure: Structure): Edge[] =>
  structure.edges.map((edge) => ({
    id: edgeKey(edge.source, edge.target),
    source: edge.source,
    target: edge.target,
    ...(edge.label === null ? {} : { label: edge.label, labelBgPadding: [6, 3], labelBgBorderRadius: 4 }),
    markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
  }));
