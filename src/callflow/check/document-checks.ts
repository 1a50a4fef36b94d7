import type { Device } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { isKnownZone } from '../schedule/local-time.ts'
import { isOutside } from '../scripts/ring-members.ts'
import type { Finding } from './finding.ts'

/** What single documents other than callflows get wrong. */
export function checkDocuments(design: DesignSnapshot): Finding[] {
  return [
    ...design.list('device').flatMap((device) => checkDevice(device, design)),
    ...design.list('menu').flatMap((menu): Finding[] =>
      menu.greetingId === null
        ? [
            {
              code: 'menu-without-greeting',
              severity: 'warning',
              documentId: menu.id,
              message: `Callers hear nothing in the menu "${menu.name}": it has no greeting.`,
            },
          ]
        : [],
    ),
    ...[...design.list('account'), ...design.list('site')].flatMap(({ id, name, timezone }): Finding[] =>
      timezone === null || isKnownZone(timezone)
        ? []
        : [
            {
              code: 'unknown-timezone',
              severity: 'warning',
              documentId: id,
              message: `"${name}" has the time zone "${timezone}", which does not exist; UTC is used.`,
            },
          ],
    ),
  ]
}

function checkDevice(device: Device, design: DesignSnapshot): Finding[] {
  if (!isOutside(device) || !device.enabled) return []
  const say = (finding: Omit<Finding, 'documentId' | 'severity'>): Finding => ({
    ...finding,
    severity: 'warning',
    documentId: device.id,
  })
  const findings: Finding[] = []
  if (device.outsideNumber.trim() === '') {
    findings.push(say({ code: 'no-outside-number', message: `"${device.name}" has no number, so it is never rung.` }))
  } else if (!design.account?.outboundTrunkId) {
    const message = `"${device.name}" rings an outside number, but the account has no outbound trunk.`
    findings.push(say({ code: 'no-outbound-trunk', message }))
  }
  if (device.type === 'landline' && device.requireKeypress) {
    findings.push(
      say({
        code: 'landline-key-press',
        message: `"${device.name}" is a land line that asks for a key press: calls to it are not released correctly (M81).`,
        fix: { label: 'Do not ask for a key press', put: [{ ...device, requireKeypress: false }] },
      }),
    )
  }
  return findings
}
