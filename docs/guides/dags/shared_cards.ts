import { Dag } from '@aquilon/sdk';

const dag = new Dag('shared_cards', { tags: ['guide'] });

const sizes = dag.task('sizes', () => ['small', 'medium', 'large']);
const train = dag.task('train', ({ size }: { size: string }) => `${size} is trained`, { pool: 'cards' });
const merge = dag.task('merge', () => 'merged', { pool: 'cards', poolSlots: 2, priorityWeight: 10 });

merge().after(train.expand({ size: sizes() }));

export default dag;
