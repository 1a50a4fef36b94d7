import type { WayOut } from '../numbering/way-out.ts'
import { perform } from '../run/script.ts'
import type { Does } from './does.ts'

/** People are told as a call for help leaves, and when none leaves too: somebody may have to go and look. Other calls are nobody's business. */
export function* tellOfEmergency({ number, help, shown }: Pick<WayOut, 'number' | 'help' | 'shown'>): Does<void> {
  if (!help) return
  const { callerName, callerNumber } = shown
  yield* perform({ kind: 'tell-of-emergency', number, callerName, callerNumber, ...help })
}
