import type { Callflow, Document, FlowNode } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { Finding } from './finding.ts'

/** Something everybody knows that a secret must not be. */
interface Known {
  /** After "it is". */
  readonly what: string
  readonly value: string
}

interface Secret {
  /** After "The". */
  readonly what: string
  readonly value: string
  readonly known: readonly Known[]
  /** Fewer characters are tried through in no time. */
  readonly shortest: number
}

const SHORTEST_PIN = 4
const SHORTEST_PASSWORD = 8

/** Passwords and PINs that anybody would try first. The message does not repeat them. */
export function checkGuessable(document: Document, design: DesignSnapshot): Finding[] {
  return secretsOf(document, design).flatMap((secret) => findingsOf(secret, { documentId: document.id }))
}

/** That of a step which lets callers call out (B1). */
export function checkGuessablePin({ id, name }: Callflow, node: FlowNode, settings: unknown): Finding[] {
  if (node.type !== 'disa') return []
  const value = String(Reflect.get(settings as object, 'pin')) // this type's own settings
  const secret = { what: `PIN of DISA in "${name}"`, value, known: [], shortest: SHORTEST_PIN }
  return findingsOf(secret, { documentId: id, nodeId: node.id })
}

function findingsOf(secret: Secret, place: Pick<Finding, 'documentId' | 'nodeId'>): Finding[] {
  const why = whyGuessable(secret)
  if (why === undefined) return []
  const message = `The ${secret.what} is easy to guess: ${why}.`
  return [{ code: 'guessable-secret', severity: 'warning', ...place, message }]
}

/** Those that are asked for; where there is none, something else says so. */
function secretsOf(document: Document, design: DesignSnapshot): readonly Secret[] {
  const pin = (what: string, value: string, known: readonly Known[]): Secret => ({
    what,
    value,
    known,
    shortest: SHORTEST_PIN,
  })
  const { name } = document
  switch (document.kind) {
    case 'device': {
      const extension = design.find('user', document.ownerId)?.extension ?? ''
      const known = [
        { what: 'its SIP user name', value: document.sipUsername },
        { what: 'the extension', value: extension },
      ]
      return [{ what: `SIP password of "${name}"`, value: document.sipPassword, known, shortest: SHORTEST_PASSWORD }]
    }
    case 'trunk': {
      const known = [{ what: 'the user name', value: document.username }]
      return [{ what: `password of "${name}"`, value: document.password, known, shortest: 0 }] // the carrier gives it out
    }
    case 'mailbox': {
      const extension = design.find('user', document.ownerId)?.extension ?? ''
      return [pin(`PIN of the mailbox "${name}"`, document.pin, numbers({ 'its number': document.number, extension }))]
    }
    case 'user': {
      const { extension, hotDesk, officeAnywhere } = document
      return [
        ...(hotDesk.enabled && hotDesk.requirePin
          ? [pin(`hot desk PIN of "${name}"`, hotDesk.pin, numbers({ 'the hot desk ID': hotDesk.id, extension }))]
          : []),
        ...(officeAnywhere.enabled
          ? [pin(`Office Anywhere PIN of "${name}"`, officeAnywhere.pin, numbers({ extension }))]
          : []),
      ]
    }
    case 'conference': {
      const known = [...document.numbers, ...document.memberNumbers, ...document.moderatorNumbers]
      const pins = [...document.memberPins, ...document.moderatorPins]
      return pins.map((value) => ({
        ...pin(`PIN of the room "${name}"`, value, []),
        known: known.map((each) => ({ what: 'a number of the room', value: each })),
      }))
    }
    case 'menu':
      return [pin(`PIN to record the greeting of "${name}"`, document.recordPin, [])]
    default:
      return []
  }
}

const numbers = ({ extension, ...others }: Readonly<Record<string, string>>): readonly Known[] => [
  ...Object.entries(others).map(([what, value]) => ({ what, value })),
  ...(extension ? [{ what: 'the extension', value: extension }] : []),
]

/** After "it is easy to guess:". */
function whyGuessable({ value, known, shortest }: Secret): string | undefined {
  if (value === '') return undefined
  const secret = value.toLowerCase()
  const same = known.find((each) => each.value !== '' && each.value.toLowerCase() === secret)
  if (same) return `it is ${same.what}`
  if (shortest === 0) return undefined
  if (value.length < shortest) return `it has fewer than ${shortest} characters`
  if (/^(.)\1*$/.test(value)) return 'it is one character over and over'
  if (/^[0-9]+$/.test(value) && (isRow(value, 1) || isRow(value, 9))) return 'its digits stand in a row'
  return tried.has(secret) ? 'it is a word that is tried first' : undefined
}

/** Each digit is the one before and `step`, 0 after 9. */
const isRow = (digits: string, step: number) =>
  Array.from(digits.slice(1)).every((digit, index) => (Number(digits[index]) + step) % 10 === Number(digit))

/** What phones and systems come with, and what people think of. */
const tried: ReadonlySet<string> = new Set([
  'password',
  'passwort',
  'password1',
  'p@ssw0rd',
  'passw0rd',
  'secret12',
  'changeme',
  'letmein1',
  'welcome1',
  'qwertyui',
  'qwerty123',
  'asdfghjk',
  '1q2w3e4r',
  'abcd1234',
  'abc12345',
  'iloveyou',
  'sunshine',
  'superman',
  'football',
  'baseball',
  'princess',
  'trustno1',
  'asterisk',
  'freepbx1',
  'voipvoip',
  'telephone',
])
