import { Dag } from '@aquilon/sdk';
import { steps } from '../src/steps.ts';

export default new Dag('lab', steps);
