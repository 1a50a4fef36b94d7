import type { Callflow, Document } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding, FindingCode, QuickFix } from './finding.ts'

/**
 * Numbers, patterns, box numbers and SIP user names that two documents claim: only one of them would ever be reached (A0). Callflows that
 * colleagues cannot dial (M54), and numbers of ours that lead nowhere (M89).
 */
export function checkNumbers(design: DesignSnapshot): Finding[] {
  const callflows = design.list('callflow')
  const mailboxes = design.list('mailbox')
  const devices = design.list('device')
  return [
    ...twice('duplicate-number', 'number', callflows, ({ numbers }) => numbers, withoutNumber),
    ...twice(
      'duplicate-number',
      'number for callers from outside',
      callflows,
      (flow) => flow.numbersFromOutside,
      (flow, claim, isOwnTwice) => ({ ...flow, numbersFromOutside: left(flow.numbersFromOutside, claim, isOwnTwice) }),
    ),
    ...twice('duplicate-number', 'pattern', callflows, ({ patterns }) => patterns, withoutPattern),
    ...twice('duplicate-number', 'box number', mailboxes, ({ number }) => (number === '' ? [] : [number])),
    ...twice('duplicate-sip-username', 'SIP user name', devices, ({ sipUsername }) =>
      sipUsername === '' ? [] : [sipUsername],
    ),
    ...checkInternalNumbers(design),
    ...checkOwnNumbers(design),
  ]
}

type Claim<D> = (document: D, claim: string, isOwnTwice: boolean) => D

function twice<D extends Document>(
  code: FindingCode,
  what: string,
  documents: readonly D[],
  claims: (document: D) => readonly string[],
  without?: Claim<D>,
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
      const fix: QuickFix | undefined = without && {
        label: owner === document ? 'List it once' : `Leave it to "${owner.name}"`,
        put: [without(document, claim, owner === document)],
      }
      return [{ code, severity: 'error', documentId: document.id, message, ...(fix && { fix }) }]
    }),
  )
}

const withoutNumber: Claim<Callflow> = (flow, claim, isOwnTwice) => ({
  ...flow,
  numbers: left(flow.numbers, claim, isOwnTwice),
})
const withoutPattern: Claim<Callflow> = (flow, claim, isOwnTwice) => ({
  ...flow,
  patterns: left(flow.patterns, claim, isOwnTwice),
})

const left = (claims: readonly string[], claim: string, isOwnTwice: boolean) =>
  claims.filter((each, index) => each !== claim || (isOwnTwice && claims.indexOf(claim) === index))

/** Public numbers are written with a +; everything else can be dialled by colleagues (M54). */
function checkInternalNumbers(design: DesignSnapshot): Finding[] {
  const without = design
    .list('callflow')
    .filter(({ numbers, patterns }) => patterns.length === 0 && numbers.every((number) => number.startsWith('+')))
  if (without.length === 0) return []
  const free = freeNumbers(design)
  return without.map((flow): Finding => {
    const number = free.next().value
    const message = `"${flow.name}" has no internal number: colleagues cannot dial it or transfer calls to it.`
    const fix = number && { label: `Give it ${number}`, put: [{ ...flow, numbers: [number, ...flow.numbers] }] }
    return { code: 'no-internal-number', severity: 'info', documentId: flow.id, message, ...(fix && { fix }) }
  })
}

/** Four digits from 8000 on, where the main lines of most offices are, that nobody has. */
function* freeNumbers(design: DesignSnapshot): Generator<string, undefined> {
  const taken = new Set([
    ...design.list('callflow').flatMap(({ numbers }) => numbers),
    ...design.list('user').map(({ extension }) => extension),
    ...design.list('mailbox').map(({ number }) => number),
    ...design.list('conference').flatMap(({ numbers }) => numbers),
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
