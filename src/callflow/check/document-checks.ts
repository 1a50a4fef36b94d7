import type { Account, Blacklist, Device, Document, Media, Menu } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { isOutside } from '../scripts/ring-members.ts'
import { checkFaxBox, checkMailbox, checkOperator } from './box-checks.ts'
import { checkDeskPhone } from './desk-phone-checks.ts'
import { checkEntries } from './directory-checks.ts'
import type { Finding } from './finding.ts'
import { checkNameLookup } from './name-lookup-checks.ts'
import { checkGuessable } from './guessable-checks.ts'
import { checkTroubleMail } from './mail-checks.ts'
import { checkRecordPin } from './menu-key-checks.ts'
import { checkCountries, checkForwardDenied, checkNight } from './outside-limit-checks.ts'
import { checkRule } from './rule-checks.ts'
import { checkOver } from './rule-over-checks.ts'
import { checkConference, checkDirectory, checkQueue } from './service-checks.ts'
import { checkSkills } from './skill-checks.ts'
import type { Calendar } from './tracked-design.ts'
import { checkTrunk } from './trunk-checks.ts'
import { checkUnused } from './unused-settings.ts'
import { trunksFor } from '../numbering/trunk-for.ts'
import { wayOut } from './way-out-checks.ts'
import { checkWebOf } from './web-address-checks.ts'
import { checkZone } from './zone-checks.ts'

/** What a single document other than a callflow gets wrong. */
export function checkOneDocument(document: Document, design: DesignSnapshot, calendar: Calendar): Finding[] {
  return [...checkKind(document, design, calendar), ...checkGuessable(document, design), ...checkUnused(document)]
}

function checkKind(document: Document, design: DesignSnapshot, calendar: Calendar): Finding[] {
  switch (document.kind) {
    case 'device':
      return [...checkDevice(document, design), ...checkCountries(document), ...checkForwardDenied(document, design)]
    case 'user':
      return [...checkCountries(document), ...checkForwardDenied(document, design)]
    case 'menu':
      return [...checkMenu(document), ...checkRecordPin(document, design)]
    case 'mailbox':
      return [...checkMailbox(document, design), ...checkZone(document), ...checkWebOf(document, design)]
    case 'fax-box':
      return [...checkFaxBox(document, design), ...checkZone(document)]
    case 'phone-number':
      return checkNameLookup(document, design)
    case 'schedule-rule':
      return [...checkRule(document, design), ...checkOver(document, calendar)]
    case 'conference':
      return checkConference(document, design)
    case 'directory':
      return [...checkDirectory(document), ...checkEntries(document, design)]
    case 'queue':
      return [...checkQueue(document), ...checkSkills(document, design), ...checkWebOf(document, design)]
    case 'blacklist':
      return checkBlacklist(document, design)
    case 'account':
      return [
        ...checkZone(document),
        ...checkOperator(document, design),
        ...checkQuiet(document),
        ...checkTroubleMail(document, design),
        ...checkCountries(document),
        ...checkNight(document),
      ]
    case 'site':
      return checkZone(document)
    case 'trunk':
      return checkTrunk(document, design)
    case 'media':
      return checkMedia(document)
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

function checkMedia({ id, name, sha256 }: Media): Finding[] {
  if (sha256 !== null) return []
  const message = `"${name}" has no sound: callers hear nothing where it is played.`
  return [{ code: 'media-without-file', severity: 'warning', documentId: id, message }]
}

/** What phones need to register: without it they neither ring nor call. */
function checkRegistration({ id, name, sipUsername, sipPassword }: Device): Finding[] {
  const lacks = [
    ...(sipUsername.trim() === '' ? ['SIP user name'] : []),
    ...(sipPassword === '' ? ['SIP password'] : []),
  ]
  if (lacks.length === 0) return []
  const message = `"${name}" cannot register, so it neither rings nor calls: it has no ${lacks.join(' and no ')}.`
  return [{ code: 'phone-cannot-register', severity: 'warning', documentId: id, message }]
}

function checkDevice(device: Device, design: DesignSnapshot): Finding[] {
  if (!device.enabled) return []
  if (!isOutside(device)) return [...checkRegistration(device), ...checkDeskPhone(device, design)]
  const say = (finding: Omit<Finding, 'documentId' | 'severity'>): Finding => ({
    ...finding,
    severity: 'warning',
    documentId: device.id,
  })
  const findings: Finding[] = []
  if (device.outsideNumber.trim() === '') {
    findings.push(say({ code: 'no-outside-number', message: `"${device.name}" has no number, so it is never rung.` }))
  } else if (trunksFor(design, {}).length === 0) {
    const message = `"${device.name}" rings an outside number, but no outbound trunk of the account leads anywhere.`
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
