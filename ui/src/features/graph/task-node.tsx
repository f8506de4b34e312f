import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { createContext, type ReactNode, type Ref, useContext, useEffect, useRef } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES, type StateSummary } from '#shared/state/states.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './graph.module.css';
import { GraphMarksContext } from './graph-marks.ts';
import { type Direction, nodeLabel } from './layout-input.ts';
import { useNodeState } from './node-states.ts';
import type { GraphNode } from './shown-structure.ts';

export type TaskNodeType = Node<{ node: GraphNode; direction: Direction }, 'task'>;
export type GroupNodeType = Node<{ id: string; label: string }, 'group'>;

/** How a task is opened: where there is a run, its page gives a link, which is not reached with Tab. */
export type OpenTask = (taskId: string, label: string, content: ReactNode) => ReactNode;
export const OpenTaskContext = createContext<OpenTask>((_taskId, label, content) => (
  // biome-ignore lint/a11y/useSemanticElements: several words and marks that are one thing
  <div className={classes.plain} role="group" tabIndex={-1} aria-label={label}>
    {content}
  </div>
));

export function TaskNode({ id, data: { node, direction } }: NodeProps<TaskNodeType>) {
  const texts = useTexts();
  const open = useContext(OpenTaskContext);
  const marks = useContext(GraphMarksContext);
  const summary = useNodeState(id);
  const isActive = marks.active === id;
  const frame = useFocused(isActive);
  const isRight = direction === 'RIGHT';
  const state = summary?.state;
  const instances = node.kind === undefined && summary !== undefined && summary.total > 1 ? summary.total : undefined;
  const words = useWords(node, summary);
  const colour = marks.colours?.of.get(id);
  const stateColour = state === undefined || state === 'none' ? undefined : STATES[state].colour;
  const content = (
    <>
      {state !== undefined && <StateMark state={state} size={18} />}
      <span className={classes.words}>
        <span className={classes.label} title={node.kind === undefined ? id : node.label}>
          {nodeLabel(node, instances)}
        </span>{' '}
        <span className={classes.detail} title={words}>
          {words}
        </span>
      </span>
    </>
  );
  // With the words that are seen: who speaks to the page says these.
  const name = nodeLabel({ ...node, label: node.kind === undefined ? id : node.label }, instances);
  const label = node.kind === undefined ? texts.graph.taskLabel(name, words) : `${name}: ${words}`;
  return (
    <div
      ref={frame}
      className={classes.task}
      data-testid={`node-${id}`}
      data-state={state}
      data-kind={node.kind}
      data-active={isActive || undefined}
      data-found={marks.found.has(id) || undefined}
      data-critical={marks.critical.has(id) || undefined}
      style={{ borderColor: stateColour }}
    >
      {colour !== undefined && <span className={classes.stripe} style={{ background: colour }} aria-hidden="true" />}
      <Handle type="target" position={isRight ? Position.Left : Position.Top} isConnectable={false} />
      {node.kind === 'folded' ? (
        <button
          type="button"
          className={`${classes.plain} nopan`}
          tabIndex={-1}
          aria-label={`${texts.graph.unfold(node.label)}: ${words}`}
          onClick={() => marks.onFold(id.slice('group:'.length), false)}
        >
          {content}
          <span className={classes.fold}>
            <Icon name="plus" size={14} />
          </span>
        </button>
      ) : (
        open(id, label, content)
      )}
      {node.kind === undefined && (
        <button
          type="button"
          className={`${classes.focus} nopan`}
          tabIndex={-1}
          title={texts.graph.focusOn(id)}
          aria-label={texts.graph.focusOn(id)}
          onClick={() => marks.onFocus(id)}
        >
          <Icon name="focus" size={14} />
        </button>
      )}
      {summary !== undefined && summary.total > 1 && <Segments summary={summary} />}
      <Handle type="source" position={isRight ? Position.Right : Position.Bottom} isConnectable={false} />
    </div>
  );
}

/** The line below the label: state, what it is, and what it is coloured by. */
function useWords(node: GraphNode, summary: StateSummary | undefined): string {
  const texts = useTexts();
  const { colours, critical } = useContext(GraphMarksContext);
  const words: string[] = [];
  if (summary !== undefined) words.push(texts.state[summary.state]);
  if (critical.has(node.id)) words.push(texts.gantt.critical);
  const said = colours?.words.get(node.id);
  if (said !== undefined) words.push(said);
  if (node.members !== undefined) words.push(texts.graph.tasks(node.members.length));
  else words.push(node.operator);
  if (node.role !== null) words.push(texts.graph[node.role]);
  return words.join(' · ');
}

/** What a key has led to takes the focus as soon as it is drawn. */
function useFocused(isActive: boolean): Ref<HTMLDivElement> {
  const frame = useRef<HTMLDivElement>(null);
  const { takesFocus } = useContext(GraphMarksContext);
  useEffect(() => {
    if (!isActive || !takesFocus.current) return;
    takesFocus.current = false;
    frame.current?.querySelector<HTMLElement>('a, [tabindex]')?.focus({ preventScroll: true });
  }, [isActive, takesFocus]);
  return frame;
}

function Segments({ summary }: { summary: StateSummary }) {
  return (
    <span className={classes.segments} aria-hidden="true">
      {summary.counts.map(({ state, count }) => (
        <span key={state} style={{ flexGrow: count, background: STATES[state].colour }} />
      ))}
    </span>
  );
}

export function GroupNode({ data }: NodeProps<GroupNodeType>) {
  const texts = useTexts();
  const { onFold } = useContext(GraphMarksContext);
  const label = texts.graph.fold(data.label);
  return (
    <div className={classes.group}>
      <span className={classes.label}>{data.label}</span>
      <button
        type="button"
        className={`${classes.foldButton} nopan`}
        tabIndex={-1}
        title={label}
        aria-label={label}
        onClick={() => onFold(data.id, true)}
      >
        <Icon name="minus" size={14} />
      </button>
    </div>
  );
}
