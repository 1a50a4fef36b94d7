import type { Device } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { isLampAnswered } from '../numbering/lamp-address.ts'
import type { Finding } from './finding.ts'

/** Named in a finding, at most. */
const MOST_NAMED = 5

/** Keys of phones that watch what nobody answers: they stay dark, and who asks for one alone is told 404. */
export function checkLamps(design: DesignSnapshot): Finding[] {
  const withLamps = design.list('device').filter(({ enabled, lamps }) => enabled && lamps.length > 0)
  return withLamps.flatMap((device) => {
    const unanswered = device.lamps.filter((address) => !isLampAnswered(design, address))
    return unanswered.length === 0 ? [] : [lampsOfNobody(device, unanswered)]
  })
}

function lampsOfNobody(device: Device, unanswered: readonly string[]): Finding {
  const named = unanswered.slice(0, MOST_NAMED).join(', ')
  const more = unanswered.length > MOST_NAMED ? ` and ${unanswered.length - MOST_NAMED} more` : ''
  const [lamps, stay] = unanswered.length === 1 ? ['The lamp', 'stays'] : ['The lamps', 'stay']
  const left = device.lamps.filter((address) => !unanswered.includes(address))
  return {
    code: 'lamp-of-nobody',
    severity: 'warning',
    documentId: device.id,
    message: `${lamps} ${named}${more} of "${device.name}" ${stay} dark: nobody and no callflow answers there.`,
    fix: {
      label: unanswered.length === 1 ? 'Take it off' : 'Take them off',
      put: [{ ...device, lamps: left }],
      isCertain: true,
    },
  }
}
