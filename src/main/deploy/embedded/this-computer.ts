import type { TargetAbout } from '../../api/target-contract.ts'

export const EMBEDDED = 'embedded'

/** The engine inside the app. */
export const thisComputer: TargetAbout = {
  id: EMBEDDED,
  kind: 'embedded',
  name: 'This computer',
  colour: 'grey',
  remote: null,
  capabilities: { canBeStarted: true, canBeOperated: true, canRollBack: true },
}
