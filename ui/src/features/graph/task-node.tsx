import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { createContext, type ReactNode, useContext } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES } from '#shared/state/states.ts';
import classes from './graph.module.css';
import { type Direction, nodeLabel } from './layout-input.ts';
import { useNodeState } from './node-states.ts';

export type TaskNodeType = Node<
  { label: string; is_mapped: boolean; operator: string; role: 'setup' | 'teardown' | null; direction: Direction },
  'task'
>;
export type GroupNodeType = Node<{ label: string }, 'group'>;

/** How a task is opened: where there is a run, its page gives a link. */
export type OpenTask = (taskId: string, label: string, content: ReactNode) => ReactNode;
export const OpenTaskContext = createContext<OpenTask>((_taskId, _label, content) => (
  <div className={classes.plain}>{content}</div>
));

export function TaskNode({ id, data }: NodeProps<TaskNodeType>) {
  const texts = useTexts();
  const open = useContext(OpenTaskContext);
  const summary = useNodeState(id);
  const isRight = data.direction === 'RIGHT';
  const state = summary?.state;
  const instances = summary !== undefined && summary.total > 1 ? summary.total : undefined;
  const words = [data.operator];
  if (data.role !== null) words.push(texts.graph[data.role]);
  if (state !== undefined) words.unshift(texts.state[state]);
  return (
    <div
      className={classes.task}
      data-testid={`node-${id}`}
      data-state={state}
      style={{ borderColor: state === undefined || state === 'none' ? undefined : STATES[state].colour }}
    >
      <Handle type="target" position={isRight ? Position.Left : Position.Top} isConnectable={false} />
      {open(
        id,
        // With the words that are seen: who speaks to the page says these.
        state === undefined
          ? id
          : texts.graph.taskLabel(nodeLabel({ ...data, label: id }, instances), words.join(' · ')),
        <>
          {state !== undefined && <StateMark state={state} size={18} />}
          <span className={classes.words}>
            <span className={classes.label} title={id}>
              {nodeLabel(data, instances)}
            </span>{' '}
            <span className={classes.detail}>{words.join(' · ')}</span>
          </span>
        </>,
      )}
      {summary !== undefined && summary.total > 1 && (
        <span className={classes.segments} aria-hidden="true">
          {summary.counts.map(({ state: part, count }) => (
            <span key={part} style={{ flexGrow: count, background: STATES[part].colour }} />
          ))}
        </span>
      )}
      <Handle type="source" position={isRight ? Position.Right : Position.Bottom} isConnectable={false} />
    </div>
  );
}

export function GroupNode({ data }: NodeProps<GroupNodeType>) {
  return <div className={classes.group}>{data.label}</div>;
}
