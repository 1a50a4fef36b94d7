import type { Conference, Directory, Queue } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding } from './finding.ts'

const roomNumbers = ({ numbers, memberNumbers, moderatorNumbers }: Conference) => [
  ...numbers,
  ...memberNumbers,
  ...moderatorNumbers,
]

/** A room nobody can open, a PIN that means two things, a number that leads elsewhere (M76-M78). */
export function checkConference(room: Conference, design: DesignSnapshot): Finding[] {
  const { id, name, memberPins, moderatorPins, moderatorNumbers } = room
  const findings: Finding[] = []
  if (room.waitForModerator && moderatorPins.length === 0 && moderatorNumbers.length === 0) {
    const message = `Nobody can moderate "${name}", which waits for a moderator: it has neither a moderator PIN nor a number for moderators.`
    findings.push({ code: 'room-without-moderator', severity: 'warning', documentId: id, message })
  }
  if (moderatorNumbers.length > 0 && moderatorPins.length === 0) {
    const message = `Whoever comes to "${name}" by ${moderatorNumbers.join(' or ')} moderates: no PIN is asked there.`
    findings.push({ code: 'room-without-moderator-pin', severity: 'info', documentId: id, message })
  }
  if (memberPins.some((pin) => moderatorPins.includes(pin))) {
    const message = `A PIN of "${name}" is for members and for moderators: who keys it comes in as a moderator.`
    findings.push({ code: 'room-pin-of-both', severity: 'warning', documentId: id, message })
  }
  return [...findings, ...sharedNumbers(room, design)]
}

/** The conference service takes the first room that has a number. */
function sharedNumbers(room: Conference, design: DesignSnapshot): Finding[] {
  const own = new Set(roomNumbers(room))
  const rooms = design.list('conference')
  const earlier = rooms.slice(
    0,
    Math.max(
      0,
      rooms.findIndex(({ id }) => id === room.id),
    ),
  )
  return earlier.flatMap((other): Finding[] => {
    const shared = [...new Set(roomNumbers(other).filter((number) => own.has(number)))]
    if (shared.length === 0) return []
    const message = `${shared.join(', ')} leads to "${other.name}" in the conference service, not to "${room.name}": both rooms have it.`
    return [{ code: 'room-number-taken', severity: 'warning', documentId: room.id, message }]
  })
}

/** More letters asked for than can be keyed (M59). */
export function checkDirectory({ id, name, minDigits, maxDigits, letterCount }: Directory): Finding[] {
  if (letterCount !== 'as-set' || maxDigits === 0 || maxDigits >= minDigits) return []
  const message = `Nobody can be found in "${name}": it asks for ${minDigits} letters and takes at most ${maxDigits}.`
  return [{ code: 'directory-never-finds', severity: 'error', documentId: id, message }]
}

/** Callers who can only hang up (A9). */
export function checkQueue({ id, name, maxWaitSec, exitKey }: Queue): Finding[] {
  if (maxWaitSec > 0 || exitKey !== '') return []
  const message = `Callers of "${name}" wait until an agent takes them or they hang up: it has neither a longest wait nor a key to leave it.`
  return [{ code: 'queue-without-way-out', severity: 'warning', documentId: id, message }]
}
