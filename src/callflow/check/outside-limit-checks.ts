import type { Account, Callflow, Device, FlowNode, User } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { moduleFor } from '../modules/registry.ts'
import { callingCodeOfCountry } from '../numbering/e164.ts'
import { whyNotCall } from '../numbering/number-class.ts'
import type { Caller } from '../run/script.ts'
import { colleagueWith } from '../scripts/forwarding.ts'
import { lineOf } from '../numbering/admit.ts'
import type { Finding } from './finding.ts'

type Restricted = Account | User | Device

/** Countries that are none, in whatever says which may be called. */
export function checkCountries({ id, name, allowedCountries, deniedCountries }: Restricted): Finding[] {
  const odd = [...allowedCountries, ...deniedCountries].filter((each) => callingCodeOfCountry(each) === undefined)
  if (odd.length === 0) return []
  const message = `"${name}" names ${[...new Set(odd)].join(', ')} among the countries that may or may not be called: no country has ${odd.length === 1 ? 'that code' : 'those codes'}.`
  return [{ code: 'unknown-country', severity: 'warning', documentId: id, message }]
}

/** Forwarding to a number that whoever forwards may not call: it is not rung. */
export function checkForwardDenied(who: User | Device, design: DesignSnapshot): Finding[] {
  const { enabled, callForward } = who
  const { number } = callForward
  const isOn = enabled && number !== '' && (callForward.enabled || callForward.whenUnregistered)
  if (!isOn || colleagueWith(design, number) || lineOf(design, number)) return []
  const origin: Caller['origin'] =
    who.kind === 'user'
      ? { kind: 'device', deviceId: '', userId: who.id }
      : { kind: 'device', deviceId: who.id, ...(who.ownerId === null ? {} : { userId: who.ownerId }) }
  const why = whyNotCall(design, { name: '', number: '', origin }, number)
  if (why === undefined) return []
  const message = `Calls to "${who.name}" are not forwarded to ${number}: ${why}.`
  return [{ code: 'call-denied', severity: 'warning', documentId: who.id, message }]
}

/** A step that calls a number which the account lets nobody call. */
export function checkStepDenied(
  callflow: Callflow,
  node: FlowNode,
  settings: unknown,
  design: DesignSnapshot,
): readonly Omit<Finding, 'documentId' | 'nodeId'>[] {
  const number = callsAlways(node, settings)
  const why = number === undefined ? undefined : whyNotCall(design, anybody, number)
  if (why === undefined) return []
  const message = `A step of "${callflow.name}" calls ${number}, and nobody gets there: ${why}.`
  return [{ code: 'call-denied', severity: 'error', message }]
}

/** Under the account's restrictions alone; everybody else is under those too. */
const anybody: Caller = { name: '', number: '', origin: { kind: 'trunk' } }

function callsAlways(node: FlowNode, settings: unknown): string | undefined {
  if (moduleFor(node.type)?.callsOut?.chosenBy !== 'step') return undefined
  const number: unknown =
    typeof settings === 'object' && settings !== null ? Reflect.get(settings, 'number') : undefined
  return typeof number === 'string' && /^\+?[0-9]/.test(number) ? number : undefined
}

/** A night that never is. */
export function checkNight({ id, name, outsideAtNight }: Account): Finding[] {
  const { manner, fromSec, untilSec } = outsideAtNight
  if (manner === 'as-by-day' || fromSec !== untilSec) return []
  const message = `"${name}" limits calls outside at night, but its night begins and ends at the same time: it never is.`
  return [{ code: 'night-never', severity: 'warning', documentId: id, message }]
}
