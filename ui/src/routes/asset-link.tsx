import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { assetOf } from '#features/graph/asset-nodes.ts';

/** The way from a node of a graph to the page of its asset; null: it is none. */
export function assetLink(nodeId: string, label: string, content: ReactNode): ReactNode {
  const assetId = assetOf(nodeId);
  if (assetId === null) return null;
  return (
    <Link to="/assets/$assetId" params={{ assetId }} aria-label={label} tabIndex={-1} className="nopan">
      {content}
    </Link>
  );
}
