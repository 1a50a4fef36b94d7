import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallTest, makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { colleagues, company, drawFlow } from '../rehearse/small-design.ts'
import { readTestText, writeTestText } from './test-text.ts'

const flow = drawFlow({ id: 'line', numbers: ['8000'], nodes: { 'hang-up': {} } })
const greeting = makeDocument('media', { id: 'greeting', name: 'Welcome "all"' })
const design = snapshotOf([company(), ...colleagues, greeting, flow])

const nobody = { deviceId: null, number: '' }

const full: CallTest = makeDocument('call-test', {
  id: 'kept',
  name: 'Sales "answers"',
  dialled: '8000',
  callflowId: 'line',
  callerNumber: '+14155550123',
  callerName: 'Customer',
  attestation: 'B',
  when: '2026-11-30T10:00',
  phones: [
    { deviceId: 'device-1002', number: '', does: 'busy' },
    { deviceId: null, number: '+16045550111', does: 'rejected' },
  ],
  otherPhones: 'no-answer',
  happens: [
    { choice: 'keys:1', ...nobody },
    { choice: 'skip:#', ...nobody },
    { choice: 'body:{"say": "a b"}', ...nobody },
    { choice: 'answer', deviceId: 'device-1001', number: '' },
    { choice: 'answer', deviceId: null, number: '+16045550111' },
    { choice: 'answer', ...nobody },
    { choice: 'hang-up', ...nobody },
  ],
  expects: [
    { what: 'passes', callflowId: 'line', nodeId: 'hang-up', branch: '' },
    { what: 'never-passes', callflowId: 'line', nodeId: 'hang-up', branch: '_' },
    { what: 'rings', deviceId: 'device-1001', number: '', shownName: 'SAL Customer', shownNumber: '+14155550123' },
    { what: 'never-rings', deviceId: null, number: '911' },
    { what: 'hears', mediaId: 'greeting', promptId: '', text: '' },
    { what: 'hears', mediaId: null, promptId: 'vm-record_message', text: '' },
    { what: 'hears', mediaId: null, promptId: '', text: 'Good morning' },
    { what: 'waits-at-most', sec: 12.5 },
    { what: 'ends', reason: 'responded', sipStatus: 486, mailboxId: 'mailbox-1001' },
  ],
  agentsAway: true,
  callersWaiting: 3,
  seed: 7,
})

const refusal = (text: string) => {
  const read = readTestText(text, 'kept', design)
  return read.ok ? 'read' : `${read.line}: ${read.reason}`
}

describe('a test as text', () => {
  it('is read as what was written', () => {
    const text = writeTestText(full, design)
    expect(text).toMatchInlineSnapshot(`
      "test "Sales \\"answers\\""
      call 8000
      into "line"
      from +14155550123 "Customer" vouched B
      at 2026-11-30 10:00
      agents away
      waiting 3
      dice 7
      phone "Blair Example: desk phone" busy
      phone number +16045550111 rejected
      others no-answer
      then keys 1
      then skip #
      then body "{\\"say\\": \\"a b\\"}"
      then answer "Alex Example: desk phone"
      then answer number +16045550111
      then answer
      then hang-up
      expect passes "line" step hang-up
      expect never-passes "line" step hang-up by _
      expect rings "Alex Example: desk phone" shown "SAL Customer" as +14155550123
      expect never-rings number 911
      expect hears "Welcome \\"all\\""
      expect hears prompt vm-record_message
      expect hears text "Good morning"
      expect waits-at-most 12.5 s
      expect ends responded with 486 in "Alex Example"
      "
    `)
    expect(readTestText(text, 'kept', design)).toEqual({ ok: true, test: full })
  })

  it('keeps every value of every field', () => {
    const some = fc.string({ maxLength: 20 })
    const anyTest = fc.record({
      name: some.map((name) => `x${name}`.trim()),
      dialled: fc.string({ minLength: 1, maxLength: 20 }),
      callerNumber: some,
      shownName: some,
      choice: fc.string({ minLength: 1, maxLength: 20 }).filter((choice) => !choice.includes(':')),
    })
    fc.assert(
      fc.property(anyTest, ({ name, dialled, callerNumber, shownName, choice }) => {
        const test = makeDocument('call-test', {
          id: 'kept',
          name,
          dialled,
          callerNumber,
          happens: [{ choice: `keys:${choice}`, ...nobody }],
          expects: [{ what: 'rings', deviceId: 'device-1001', number: '', shownName, shownNumber: '' }],
        })
        expect(readTestText(writeTestText(test, design), 'kept', design)).toEqual({ ok: true, test })
      }),
      { numRuns: 200 },
    )
  })

  it('passes over blank lines and remarks', () => {
    expect(refusal('# of sales\n\n  test "A"\n\tcall 8000\r\n')).toBe('read')
  })

  it('names things by id where the name is not the only one of its kind, or nothing has the id', () => {
    const twins = ['a', 'b'].map((id) => makeDocument('media', { id, name: 'Twin' }))
    const about = (mediaId: string): CallTest => ({
      ...full,
      expects: [{ what: 'hears', mediaId, promptId: '', text: '' }],
    })
    const doubled = snapshotOf([...design.documents(), ...twins])
    expect(writeTestText(about('b'), doubled)).toContain('expect hears id:b')
    expect(writeTestText(about('gone'), doubled)).toContain('expect hears id:gone')
    expect(readTestText('test "A"\nexpect hears "Twin"', 'kept', doubled)).toMatchObject({ ok: false, line: 2 })
  })

  it.each([
    ['', '0: it has no name: the line test "Name" is missing'],
    ['tset "A"', '1: "tset" is none of test, call, into, from, at, agents, waiting, dice, phone, others, then, expect'],
    ['test "A"\ncall', '2: something is missing at the end'],
    ['test "A"\ncall 8000 8001', '2: "8001" is too much'],
    ['test "A', '1: a quote that is not closed: "A'],
    ['test "A\\q"', '1: "A\\q" has a backslash that means nothing; write \\\\ for one'],
    ['test "A"\n\nphone "Nobody" busy', '3: there is no phone "Nobody"'],
    ['test "A"\nphone "Alex" busy', '2: there is no phone "Alex"; there is "Alex Example: desk phone"'],
    ['test "A"\nwaiting many', '2: "many" is no number'],
    ['test "A"\nexpect passes "line" hang-up', '2: "step" is missing'],
    [
      'test "A"\nphone number 911 dances',
      '2: "dances" is none of answer, no-answer, busy, rejected, unavailable, unregistered',
    ],
  ])('refuses %j with its line and the reason', (text, reason) => {
    expect(refusal(text)).toBe(reason)
  })

  it.each([
    'test "A"\nwaiting 1001',
    'test "A"\nat 2026-13-40 10:00',
    'test "A"\nexpect ends well',
    'x'.repeat(100_001),
  ])('refuses what breaks a limit', (text) => {
    expect(refusal(text)).toMatch(/^0: ./)
  })
})
