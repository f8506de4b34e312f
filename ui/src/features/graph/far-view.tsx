import { useComputedColorScheme } from '@mantine/core';
import { useStore } from '@xyflow/react';
import { type MouseEvent, useContext, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { drawGraph, type Paint, type Picture } from './draw-graph.ts';
import classes from './graph.module.css';
import { GraphMarksContext } from './graph-marks.ts';
import { NodeStatesContext } from './node-states.ts';

const COLOURS = {
  light: { line: '#adb5bd', text: '#495057', surface: '#fff', accent: '#c2255c' },
  dark: { line: '#5c5f66', text: '#c1c2c5', surface: '#1f2023', accent: '#ff8fb5' },
} as const;

/** Of what the drawings are made; a new one where a state has changed. */
function usePaint(): Paint {
  const states = useContext(NodeStatesContext);
  const { active, found, critical, colours } = useContext(GraphMarksContext);
  const scheme = useComputedColorScheme('light');
  const version = useSyncExternalStore(states.subscribe, states.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what `states` holds
  return useMemo(
    () => ({
      colourOf: (id) => colours?.of.get(id),
      stateOf: (id) => states.get(id)?.state,
      marked: active === null ? found : new Set([...found, active]),
      path: critical,
      ...COLOURS[scheme],
    }),
    [states, version, active, found, critical, colours, scheme],
  );
}

/** The graph from afar: what cannot be read is drawn, not mounted. */
export function FarView({ picture }: { picture: Picture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [x, y, zoom] = useStore((store) => store.transform);
  const frame = useStore((store) => `${store.width} ${store.height}`);
  const paint = usePaint();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another size of the frame is another drawing
  useLayoutEffect(() => {
    if (canvas.current !== null) drawGraph(canvas.current, picture, paint, { x, y, zoom });
  }, [picture, paint, x, y, zoom, frame]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nobody can focus it
  return <canvas ref={canvas} className={classes.far} data-testid="graph-far" aria-hidden="true" />;
}

const MAP = { width: 180, height: 120 };

interface MapProps {
  readonly picture: Picture;
  readonly width: number;
  readonly height: number;
  /** Shows this place of the drawing. */
  readonly onGo: (x: number, y: number) => void;
}

/** The whole drawing, small, with the part that is in sight; a click goes there. Keys walk the graph itself. */
export function SmallMap({ picture, width, height, onGo }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [x, y, zoom] = useStore((store) => store.transform);
  const frame = useStore((store) => `${store.width} ${store.height}`);
  const paint = usePaint();
  const scale = Math.min(MAP.width / width, MAP.height / height);
  const left = (MAP.width - width * scale) / 2;
  const top = (MAP.height - height * scale) / 2;
  useLayoutEffect(() => {
    if (canvas.current !== null)
      drawGraph(canvas.current, { ...picture, edges: [] }, paint, { x: left, y: top, zoom: scale });
  }, [picture, paint, left, top, scale]);
  const [seenWidth = 0, seenHeight = 0] = frame.split(' ').map(Number);
  const onClick = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    onGo((event.clientX - box.left - left) / scale, (event.clientY - box.top - top) / scale);
  };
  return (
    <div className={classes.map} style={MAP} aria-hidden="true" data-testid="graph-map" onClick={onClick}>
      <canvas ref={canvas} />
      <span
        style={{
          left: (-x / zoom) * scale + left,
          top: (-y / zoom) * scale + top,
          width: (seenWidth / zoom) * scale,
          height: (seenHeight / zoom) * scale,
        }}
      />
    </div>
  );
}
