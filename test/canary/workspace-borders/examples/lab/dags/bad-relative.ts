import { Dag } from '../../../sdk/src/dag.ts';

export default new Dag('lab');
