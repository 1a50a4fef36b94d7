import type { Admission } from '../../callflow/numbering/admit.ts'

/** Calls at once; a machine that could take more has other engines beside it. */
export const MAX_LIVE_CALLS = 2_000

/** Whether one more call comes in. A call for help does however many there are. */
export const hasRoomFor = (admitted: Admission, liveCalls: number): boolean =>
  liveCalls < MAX_LIVE_CALLS || (admitted.kind === 'outside' && admitted.isForHelp)
