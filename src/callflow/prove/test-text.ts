import type { CallTest, Document } from '../design/document.ts'
import type { CallExpectation } from '../design/kinds/call-test.ts'
import { phoneConducts } from '../design/kinds/call-test.ts'
import type { DocumentKind } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { readLines, type ReadTestText, type TestFields, type TestLine } from './test-lines.ts'

/**
 * A test as text that people write: a line a wish, its word first, names in quotes.
 *
 *     test "Sales answers on a weekday"
 *     call 8000
 *     from +14155550123
 *     at 2026-11-30 10:00
 *     phone "Blair's desk" busy
 *     then keys 1
 *     then answer "Alex's desk"
 *     expect rings "Alex's desk" shown "SAL Customer" +14155550123
 *     expect ends talked
 */
export function writeTestText(test: CallTest, design: DesignSnapshot): string {
  const name = (id: string | null) => nameOf(design, id)
  const lines = [
    `test ${quoted(test.name)}`,
    test.dialled === '' ? '' : `call ${word(test.dialled)}`,
    test.callflowId === null ? '' : `into ${name(test.callflowId)}`,
    test.callerDeviceId === null ? fromOutside(test) : `from phone ${name(test.callerDeviceId)}`,
    `at ${test.when.replace('T', ' ')}`,
    test.agentsAway ? 'agents away' : '',
    test.callersWaiting === 0 ? '' : `waiting ${test.callersWaiting}`,
    test.seed === 1 ? '' : `dice ${test.seed}`,
    ...test.phones.map(({ does, ...who }) => `phone ${person(who, design)} ${does}`),
    test.otherPhones === 'answer' ? '' : `others ${test.otherPhones}`,
    ...test.happens.map((happening) => `then ${happeningText(happening, design)}`),
    ...test.expects.map((expected) => `expect ${expectationText(expected, design)}`),
  ]
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

function fromOutside({ callerNumber, callerName, attestation }: CallTest): string {
  const who = callerNumber === '' ? 'withheld' : word(callerNumber)
  const named = callerName === '' ? '' : ` ${quoted(callerName)}`
  return `from ${who}${named}${attestation === null ? '' : ` vouched ${attestation}`}`
}

function happeningText({ choice, deviceId, number }: CallTest['happens'][number], design: DesignSnapshot): string {
  if (choice === 'answer' && (deviceId !== null || number !== ''))
    return `answer ${person({ deviceId, number }, design)}`
  const at = choice.indexOf(':')
  return at < 0 ? choice : `${choice.slice(0, at)} ${word(choice.slice(at + 1))}`
}

function expectationText(expected: CallExpectation, design: DesignSnapshot): string {
  switch (expected.what) {
    case 'passes':
    case 'never-passes': {
      const branch = expected.branch === '' ? '' : ` by ${word(expected.branch)}`
      return `${expected.what} ${nameOf(design, expected.callflowId)} step ${word(expected.nodeId)}${branch}`
    }
    case 'rings': {
      const name = expected.shownName === '' ? '' : ` shown ${quoted(expected.shownName)}`
      const number = expected.shownNumber === '' ? '' : ` as ${word(expected.shownNumber)}`
      return `rings ${person(expected, design)}${name}${number}`
    }
    case 'never-rings':
      return `never-rings ${person(expected, design)}`
    case 'hears': {
      if (expected.mediaId !== null) return `hears ${nameOf(design, expected.mediaId)}`
      return expected.promptId === ''
        ? `hears text ${quoted(expected.text)}`
        : `hears prompt ${word(expected.promptId)}`
    }
    case 'ends': {
      const status = expected.sipStatus === null ? '' : ` with ${expected.sipStatus}`
      const box = expected.mailboxId === null ? '' : ` in ${nameOf(design, expected.mailboxId)}`
      return `ends ${expected.reason}${status}${box}`
    }
    case 'waits-at-most':
      return `waits-at-most ${expected.sec} s`
  }
}

const person = (
  { deviceId, number }: { readonly deviceId: string | null; readonly number: string },
  design: DesignSnapshot,
) => (deviceId === null ? `number ${word(number)}` : nameOf(design, deviceId))

/** By name where nothing else of the kind has it, else by id: `id:4f1c…`. */
function nameOf(design: DesignSnapshot, id: string | null): string {
  const document = id === null ? undefined : design.get(id)
  if (!document) return `id:${id ?? ''}`
  const others = design.list(document.kind).filter(({ name }) => name === document.name)
  return others.length === 1 ? quoted(document.name) : `id:${document.id}`
}

const quoted = (text: string) => JSON.stringify(text)
const word = (text: string) => (/^[A-Za-z0-9+*#_.:-]+$/.test(text) ? text : quoted(text))

/** Reads one test; its id is that given. What cannot be read is said with the line. Never throws. */
export function readTestText(text: string, id: string, design: DesignSnapshot): ReadTestText {
  return readLines(text, id, (line, into) => readLine(line, into, design))
}

type ReadLine = (line: TestLine, into: TestFields, design: DesignSnapshot) => void

/** By the word a line begins with. */
const readers: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  ['test', (line, into) => void (into['name'] = line.text())],
  ['call', (line, into) => void (into['dialled'] = line.text())],
  ['into', (line, into, design) => void (into['callflowId'] = idOf(line, 'callflow', design))],
  ['from', readCaller],
  ['at', (line, into) => void (into['when'] = `${line.text()}T${line.text()}`)],
  ['agents', readAgents],
  ['waiting', (line, into) => void (into['callersWaiting'] = line.number())],
  ['dice', (line, into) => void (into['seed'] = line.number())],
  ['phone', (line, into, design) => into.phones.push({ ...readPerson(line, design), does: line.oneOf(phoneConducts) })],
  ['others', (line, into) => void (into['otherPhones'] = line.oneOf(phoneConducts))],
  ['then', (line, into, design) => into.happens.push(readHappening(line, design))],
  ['expect', (line, into, design) => into.expects.push(readExpectation(line, design))],
])

function readLine(line: TestLine, into: TestFields, design: DesignSnapshot): void {
  const keyword = line.oneOf([...readers.keys()])
  readers.get(keyword)?.(line, into, design)
  line.end()
}

function readAgents(line: TestLine, into: TestFields): void {
  line.expect('away')
  into['agentsAway'] = true
}

function readCaller(line: TestLine, into: TestFields, design: DesignSnapshot): void {
  if (line.take('phone')) {
    into['callerDeviceId'] = idOf(line, 'device', design)
    return
  }
  into['callerNumber'] = line.take('withheld') ? '' : line.text()
  if (line.isQuoted) into['callerName'] = line.text()
  if (line.take('vouched')) into['attestation'] = line.oneOf(['A', 'B', 'C'])
}

/** Choices that say something more. */
const typedChoices: ReadonlySet<string> = new Set([
  'keys',
  'skip',
  'body',
  'limit',
  'callee-transfers',
  'caller-transfers',
])

function readHappening(line: TestLine, design: DesignSnapshot): object {
  const choice = line.text()
  if (choice === 'answer' && !line.isOver) return { choice, ...readPerson(line, design) }
  return { choice: typedChoices.has(choice) && !line.isOver ? `${choice}:${line.text()}` : choice }
}

function readPerson(
  line: TestLine,
  design: DesignSnapshot,
): { readonly deviceId: string | null; readonly number: string } {
  if (line.take('number')) return { deviceId: null, number: line.text() }
  return { deviceId: idOf(line, 'device', design), number: '' }
}

const expectationWords = ['passes', 'never-passes', 'rings', 'never-rings', 'hears', 'ends', 'waits-at-most'] as const

function readExpectation(line: TestLine, design: DesignSnapshot): object {
  const what = line.oneOf(expectationWords)
  switch (what) {
    case 'passes':
    case 'never-passes': {
      const callflowId = idOf(line, 'callflow', design)
      line.expect('step')
      return { what, callflowId, nodeId: line.text(), branch: line.take('by') ? line.text() : '' }
    }
    case 'rings': {
      const who = readPerson(line, design)
      const shownName = line.take('shown') ? line.text() : ''
      return { what, ...who, shownName, shownNumber: line.take('as') ? line.text() : '' }
    }
    case 'never-rings':
      return { what, ...readPerson(line, design) }
    case 'hears': {
      if (line.take('text')) return { what, text: line.text() }
      return line.take('prompt') ? { what, promptId: line.text() } : { what, mediaId: idOf(line, 'media', design) }
    }
    case 'ends': {
      const reason = line.text()
      const sipStatus = line.take('with') ? line.number() : null
      return { what, reason, sipStatus, mailboxId: line.take('in') ? idOf(line, 'mailbox', design) : null }
    }
    case 'waits-at-most': {
      const sec = line.number()
      line.take('s')
      return { what, sec }
    }
  }
}

/** A document by its name, or as `id:…`, whether or not it is in the design. */
function idOf(line: TestLine, kind: DocumentKind, design: DesignSnapshot): string {
  const given = line.text()
  if (given.startsWith('id:')) return given.slice(3)
  const named: readonly Document[] = design.list(kind).filter(({ name }) => name === given)
  const [first] = named
  if (first && named.length === 1) return first.id
  if (first)
    return line.fail(`there are ${named.length} of the name "${given}"; say which by its id, as id:${first.id}`)
  return line.fail(`there is no ${kindWords[kind] ?? kind} "${given}"${nearestName(given, design.list(kind))}`)
}

const kindWords: Partial<Record<DocumentKind, string>> = {
  device: 'phone',
  media: 'recording',
  mailbox: 'voicemail box',
}

/** The name most like what was written, if any is. */
function nearestName(given: string, documents: readonly Document[]): string {
  const wanted = given.toLowerCase()
  const like = documents.find(({ name }) => {
    const known = name.toLowerCase()
    return known.includes(wanted) || wanted.includes(known)
  })
  return like ? `; there is "${like.name}"` : ''
}
