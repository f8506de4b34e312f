import { VERSION } from '@aquilon/sdk/serialized';

export const version = VERSION;
