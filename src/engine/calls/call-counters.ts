import type { CallShares, Refusal } from './call-shares.ts'

const names: Readonly<Record<Refusal, string>> = {
  whole: 'callsRefusedEngineFull',
  trunks: 'callsRefusedTrunksShareFull',
  trunk: 'callsRefusedTrunkFull',
  device: 'callsRefusedDeviceFull',
  'in-setup': 'callsRefusedSourceInSetup',
  unacknowledged: 'callsRefusedSourceUnacknowledged',
}

/** As `health` shows them: what there is now, and calls and legs refused since start by the limit that was reached. */
export function callCounters({ inSetUp, unacknowledged, refused }: CallShares): Record<string, number> {
  const refusals = Object.entries(names).map(([why, name]) => [name, refused[why as Refusal]] as const) // keys of the record
  return { callsInSetup: inSetUp, callsUnacknowledged: unacknowledged, ...Object.fromEntries(refusals) }
}
