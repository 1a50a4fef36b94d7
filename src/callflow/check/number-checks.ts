import type { Callflow, Document } from '../design/document.ts'
import { macAsWritten } from '../design/kinds/desk-phone.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding, FindingCode, QuickFix } from './finding.ts'

/**
 * Numbers, patterns, box numbers, SIP user names and MAC addresses that two documents claim: only one of them would ever be reached (A0). Callflows that
 * colleagues cannot dial (M54), and numbers of ours that lead nowhere (M89).
 */
export function checkNumbers(design: DesignSnapshot): Finding[] {
  const callflows = design.list('callflow')
  const free = freeNumbers(design)
  const mailboxes = design.list('mailbox')
  const devices = design.list('device')
  return [
    ...twice('duplicate-number', 'number', callflows, ({ numbers }) => numbers, withoutClaim('numbers', free)),
    ...twice(
      'duplicate-number',
      'number for callers from outside',
      callflows,
      ({ numbersFromOutside }) => numbersFromOutside,
      withoutClaim('numbersFromOutside', free),
    ),
    ...twice('duplicate-number', 'pattern', callflows, ({ patterns }) => patterns, withoutClaim('patterns', free)),
    ...twice('duplicate-number', 'box number', mailboxes, ({ number }) => (number === '' ? [] : [number])),
    ...twice('duplicate-sip-username', 'SIP user name', devices, ({ sipUsername }) =>
      sipUsername === '' ? [] : [sipUsername],
    ),
    ...twice('duplicate-mac-address', 'MAC address', devices, ({ macAddress }) =>
      macAddress === '' ? [] : [macAsWritten(macAddress)],
    ),
    ...checkInternalNumbers(callflows, free),
    ...checkOwnNumbers(design),
  ]
}

/** The document without the second claim, and what the fix is called. */
type Settle<D> = (document: D, claim: string, owner: D) => { readonly label: string; readonly document: D }

function twice<D extends Document>(
  code: FindingCode,
  what: string,
  documents: readonly D[],
  claims: (document: D) => readonly string[],
  settle?: Settle<D>,
): Finding[] {
  const first = new Map<string, D>()
  return documents.flatMap((document) =>
    claims(document).flatMap((claim): Finding[] => {
      const owner = first.get(claim)
      if (!owner) first.set(claim, document)
      if (!owner) return []
      const message =
        owner === document
          ? `"${document.name}" lists the ${what} ${claim} twice.`
          : `The ${what} ${claim} of "${document.name}" already belongs to "${owner.name}".`
      const settled = settle?.(document, claim, owner)
      const fix: QuickFix | undefined = settled && { label: settled.label, put: [settled.document] }
      return [{ code, severity: 'error', documentId: document.id, message, ...(fix && { fix }) }]
    }),
  )
}

/** The first keeps it; a callflow that colleagues could no longer dial takes a free number instead. */
const withoutClaim =
  (key: 'numbers' | 'numbersFromOutside' | 'patterns', free: FreeNumbers): Settle<Callflow> =>
  (flow, claim, owner) => {
    const isOwnTwice = owner === flow
    const kept = flow[key].filter((each, index, all) => each !== claim || (isOwnTwice && all.indexOf(claim) === index))
    const rest = { ...flow, [key]: kept }
    if (isOwnTwice) return { label: 'List it once', document: rest }
    const label = `Leave it to "${owner.name}"`
    const number = canBeDialled(rest) || !canBeDialled(flow) ? undefined : free.take()
    if (number === undefined) return { label, document: rest }
    return { label: `${label}, take ${number}`, document: { ...rest, numbers: [number, ...rest.numbers] } }
  }

/** Public numbers are written with a +; everything else can be dialled by colleagues (M54). */
const canBeDialled = ({ numbers, patterns }: Callflow) =>
  patterns.length > 0 || numbers.some((number) => !number.startsWith('+'))

/** An Office Anywhere portal is for callers from outside: an extension is a choice there (M110). */
const isPortal = ({ nodes }: Callflow) => Object.values(nodes).some(({ type }) => type === 'office-anywhere-portal')

function checkInternalNumbers(callflows: readonly Callflow[], free: FreeNumbers): Finding[] {
  return callflows.flatMap((flow): Finding[] => {
    if (canBeDialled(flow) || isPortal(flow)) return []
    const number = free.take()
    const message = `"${flow.name}" has no internal number: colleagues cannot dial it or transfer calls to it.`
    const fix = number && { label: `Give it ${number}`, put: [{ ...flow, numbers: [number, ...flow.numbers] }] }
    return [{ code: 'no-internal-number', severity: 'info', documentId: flow.id, message, ...(fix && { fix }) }]
  })
}

interface FreeNumbers {
  take(): string | undefined
}

/** Each number once. What is taken is only gathered when somebody takes one. */
function freeNumbers(design: DesignSnapshot): FreeNumbers {
  let numbers: Generator<string, undefined> | undefined
  return {
    take() {
      numbers ??= unusedNumbers(design)
      return numbers.next().value
    },
  }
}

/** Four digits from 8000 on, where the main lines of most offices are, that nobody has. */
function* unusedNumbers(design: DesignSnapshot): Generator<string, undefined> {
  const taken = new Set([
    ...design.list('callflow').flatMap(({ numbers }) => numbers),
    ...design.list('user').map(({ extension }) => extension),
    ...design.list('mailbox').map(({ number }) => number),
    ...design.list('conference').flatMap(({ numbers }) => numbers),
    ...design.list('portal').map(({ extension }) => extension),
  ])
  for (let number = 8_000; number < 10_000; number++) if (!taken.has(String(number))) yield String(number)
  return undefined
}

/** Numbers of ours that no callflow answers: whoever dials them is turned away (M89). */
function checkOwnNumbers(design: DesignSnapshot): Finding[] {
  const owned = design.list('phone-number')
  if (owned.length === 0) return []
  const answered = new Set<string>(
    design.list('callflow').flatMap(({ numbers, numbersFromOutside }) => [...numbers, ...numbersFromOutside]),
  )
  return owned.flatMap(({ id, number }): Finding[] => {
    if (answered.has(number)) return []
    const message = `${number} leads nowhere: no callflow answers it, and calls to it are turned away.`
    return [{ code: 'number-without-flow', severity: 'info', documentId: id, message }]
  })
}
