import type { Account, Blacklist, Device, Document, FaxBox, Mailbox, Menu, Site } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { isKnownZone } from '../schedule/local-time.ts'
import { isOutside } from '../scripts/ring-members.ts'
import { checkFaxBox, checkMailbox, checkOperator } from './box-checks.ts'
import type { Finding } from './finding.ts'
import { checkRule } from './rule-checks.ts'
import { checkConference, checkDirectory, checkQueue } from './service-checks.ts'
import { wayOut } from './way-out-checks.ts'

/** What a single document other than a callflow gets wrong. */
export function checkOneDocument(document: Document, design: DesignSnapshot): Finding[] {
  switch (document.kind) {
    case 'device':
      return checkDevice(document, design)
    case 'menu':
      return checkMenu(document)
    case 'mailbox':
      return [...checkMailbox(document, design), ...checkZone(document)]
    case 'fax-box':
      return [...checkFaxBox(document, design), ...checkZone(document)]
    case 'schedule-rule':
      return checkRule(document, design)
    case 'conference':
      return checkConference(document, design)
    case 'directory':
      return checkDirectory(document)
    case 'queue':
      return checkQueue(document)
    case 'blacklist':
      return checkBlacklist(document, design)
    case 'account':
      return [...checkZone(document), ...checkOperator(document, design), ...checkQuiet(document)]
    case 'site':
      return checkZone(document)
    default:
      return []
  }
}

function checkMenu({ id, name, greetingId }: Menu): Finding[] {
  if (greetingId !== null) return []
  const message = `Callers hear nothing in the menu "${name}": it has no greeting.`
  return [{ code: 'menu-without-greeting', severity: 'warning', documentId: id, message }]
}

/** A list blocks nobody until the account lists it as active (M12). */
function checkBlacklist({ id, name }: Blacklist, { account }: DesignSnapshot): Finding[] {
  if (!account || account.activeBlacklistIds.includes(id)) return []
  const message = `The blacklist "${name}" is not active: it blocks nobody.`
  const activeBlacklistIds = [...account.activeBlacklistIds, id]
  const fix = { label: 'Activate it', put: [{ ...account, activeBlacklistIds }] }
  return [{ code: 'blacklist-not-active', severity: 'warning', documentId: id, message, fix }]
}

function checkQuiet(account: Account): Finding[] {
  if (!account.doNotDisturb) return []
  const message = `No phone of "${account.name}" rings: nobody in it is to be disturbed.`
  const fix = { label: 'Let them ring', put: [{ ...account, doNotDisturb: false }] }
  return [{ code: 'nobody-rings', severity: 'warning', documentId: account.id, message, fix }]
}

function checkZone(place: Account | Site | Mailbox | FaxBox): Finding[] {
  const { id, name, timezone } = place
  if (timezone === null || isKnownZone(timezone)) return []
  const message = `"${name}" has the time zone "${timezone}", which does not exist; another one is used.`
  const fix =
    place.kind === 'account'
      ? { label: 'Set it to UTC', put: [{ ...place, timezone: 'UTC' }] }
      : { label: "Use the account's", put: [{ ...place, timezone: null }] }
  return [{ code: 'unknown-timezone', severity: 'warning', documentId: id, message, fix }]
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
    const fix = wayOut(design)
    findings.push(say({ code: 'no-outbound-trunk', message, ...(fix && { fix }) }))
  }
  if (device.type === 'landline' && device.requireKeypress) {
    findings.push(
      say({
        code: 'landline-key-press',
        message: `"${device.name}" is a land line that asks for a key press: calls to it are not released correctly.`,
        fix: { label: 'Do not ask for a key press', put: [{ ...device, requireKeypress: false }] },
      }),
    )
  }
  return findings
}
