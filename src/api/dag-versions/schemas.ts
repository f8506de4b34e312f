import { Type } from 'typebox';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';

export const DagVersion = component('DagVersionResponse', {
  id: Type.String({ format: 'uuid' }),
  version_number: Type.Integer(),
  dag_id: Type.String(),
  bundle_name: orNull(Type.String()),
  bundle_version: orNull(Type.String()),
  created_at: Instant,
  dag_display_name: Type.String(),
  bundle_url: orNull(Type.String()),
});

export const DagVersionCollection = component('DAGVersionCollectionResponse', {
  dag_versions: Type.Array(ref(DagVersion)),
  total_entries: Type.Integer(),
});
