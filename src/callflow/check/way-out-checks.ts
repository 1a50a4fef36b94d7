import type { Account, Callflow, Document } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { countryOf } from '../numbering/country.ts'
import { emergencyNumbers, isOwnEmergency } from '../numbering/emergency.ts'
import { emergencyClaims } from '../numbering/emergency-claim.ts'
import { matchesRegex } from '../numbering/linear-regex.ts'
import { leadsOut, trunksFor } from '../numbering/trunk-for.ts'
import type { Finding, QuickFix } from './finding.ts'

/** Whether calls for help get out, and what stands in their place. Designs without phones have nothing to say. */
export function checkWayOut(design: DesignSnapshot): Finding[] {
  const { account } = design
  if (!account || design.list('device').length === 0) return []
  const country = countryOf(design)
  const claiming: readonly Document[] = [...design.list('callflow'), ...design.list('user'), ...design.list('portal')]
  return [
    ...claiming.flatMap((document) => checkClaims(document, country)),
    ...design.list('callflow').flatMap((flow) => checkPatterns(flow, country)),
    ...checkTaken112(design, account, country),
    ...checkTrunks(design, account, country),
  ]
}

/** Emergency numbers that are listed as if they were anybody's: who dials them gets emergency services all the same. */
function checkClaims(document: Document, country: string): Finding[] {
  const claims = emergencyClaims(document, country)
  const [first] = claims
  if (!first) return []
  const taken = new Set(claims.map(({ number }) => number))
  const message = `"${document.name}" has ${[...taken].join(' and ')}, which calls emergency services: it is never reached by that.`
  const fix = { label: `Take ${[...taken].join(' and ')} from it`, put: [without(document, taken)] }
  return [{ code: 'emergency-blocked', severity: 'error', documentId: document.id, message, fix }]
}

function without(document: Document, taken: ReadonlySet<string>): Document {
  if (document.kind === 'user' || document.kind === 'portal') return { ...document, extension: '' }
  if (document.kind !== 'callflow') return document
  const kept = (numbers: readonly string[]) => numbers.filter((number) => !taken.has(number))
  return { ...document, numbers: kept(document.numbers), numbersFromOutside: kept(document.numbersFromOutside) }
}

/** Calls for help go past a pattern that matches them; whoever drew it may not know. */
function checkPatterns(flow: Callflow, country: string): Finding[] {
  const numbers = emergencyNumbers(country)
  const eaten = flow.patterns.flatMap((pattern) => {
    const number = numbers.find((each) => matchesRegex(pattern, each))
    return number === undefined ? [] : [{ pattern, number }]
  })
  return eaten.map(({ pattern, number }): Finding => {
    const message = `The pattern ${pattern} of "${flow.name}" matches ${number}. Calls for help go past it to a carrier; give it more digits, so that nobody is misled.`
    return { code: 'emergency-pattern', severity: 'warning', documentId: flow.id, message }
  })
}

/** Mobile phones from everywhere dial 112; where the country has other numbers, the administrator decides what it reaches. */
function checkTaken112(design: DesignSnapshot, account: Account, country: string): Finding[] {
  if (isOwnEmergency('112', country) || account.route112 !== 'undecided') return []
  return design.list('callflow').flatMap((flow): Finding[] => {
    if (!flow.numbers.includes('112')) return []
    const message = `"${flow.name}" answers 112, which phones from abroad dial for help. Say on the account page what it reaches.`
    const fix: QuickFix = { label: 'Always to emergency services', put: [{ ...account, route112: 'help' }] }
    return [{ code: 'emergency-112-taken', severity: 'warning', documentId: flow.id, message, fix }]
  })
}

function checkTrunks(design: DesignSnapshot, account: Account, country: string): Finding[] {
  if (trunksFor(design, { isForHelp: true }).length > 0) return checkChosenTrunk(design, account)
  const number = emergencyNumbers(country)[0] ?? '112'
  const message = `Calls to ${number} cannot leave: no trunk is switched on and has a host.`
  const fix = wayOut(design)
  return [{ code: 'emergency-blocked', severity: 'warning', documentId: account.id, message, ...(fix && { fix }) }]
}

/** Calls for help take any trunk; all others only the account's. */
function checkChosenTrunk(design: DesignSnapshot, account: Account): Finding[] {
  if (trunksFor(design, {}).length > 0) return []
  const chosen = design.find('trunk', account.outboundTrunkId)
  const why = chosen ? `"${chosen.name}" leads nowhere` : 'the account has no outbound trunk'
  const message = `Only calls for help leave: ${why}. All other calls out are refused.`
  const fix = wayOut(design)
  return [{ code: 'no-outbound-trunk', severity: 'warning', documentId: account.id, message, ...(fix && { fix }) }]
}

/** The trunk chosen is switched on; without a choice, the only one there is gets chosen. */
export function wayOut(design: DesignSnapshot): QuickFix | undefined {
  const { account } = design
  if (!account) return undefined
  const chosen = design.find('trunk', account.outboundTrunkId)
  if (chosen && !chosen.enabled && leadsOut({ ...chosen, enabled: true }))
    return { label: `Switch "${chosen.name}" on`, put: [{ ...chosen, enabled: true }] }
  const [only, ...others] = design.list('trunk').filter(leadsOut)
  if (!only || others.length > 0) return undefined
  return { label: `Call out by "${only.name}"`, put: [{ ...account, outboundTrunkId: only.id }] }
}
