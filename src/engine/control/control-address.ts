import { join } from 'node:path'

/** Says at which address the engine that runs on this data folder is asked, for commands beside it. Gone when none runs, or when it was killed. */
export const controlAddressPath = (dataDir: string): string => join(dataDir, 'control-address')
