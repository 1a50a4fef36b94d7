import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, drawFlow, operations, outsideCaller, path } from '../../rehearse/small-design.ts'
import type { Rehearsal } from '../../rehearse/rehearsal.ts'
import { parseTwiml } from './parse-twiml.ts'

const welcome = makeDocument('media', { id: 'welcome', name: 'Welcome' })

/** A call into a pivot whose address answers with these verbs, and what happens then. */
function answered(verbs: string, choices: readonly string[] = []): Rehearsal {
  const pivot = { url: 'https://pivot.example/app/start', format: 'twiml' }
  const flow = drawFlow({ nodes: { pivot, 'hang-up': {} }, wires: ['pivot _ hang-up'] })
  return call([flow], [`body:<Response>${verbs}</Response>`, ...choices], {
    documents: [welcome],
    caller: outsideCaller,
  })
}

const requests = (rehearsal: Rehearsal) => operations(rehearsal, 'http-request').slice(1)
const notes = (rehearsal: Rehearsal) => operations(rehearsal, 'note').map(({ message }) => message)
const end = (rehearsal: Rehearsal) => rehearsal.ended

describe('TwiML of a pivot (B1)', () => {
  it('given Say and Play, then they are played in order, answered, and the end of the document hangs up', () => {
    const played = answered(
      '<Say language="fr-CA" voice="man">Bonjour &amp; merci</Say><Play loop="2">welcome</Play>',
      ['finished', 'finished'],
    )
    expect(operations(played, 'answer')).not.toEqual([])
    expect(operations(played, 'play')).toMatchObject([
      { sounds: [{ kind: 'speech', text: 'Bonjour & merci', language: 'fr-CA', voice: 'male' }], terminators: '' },
      { sounds: [{ kind: 'media', mediaId: 'welcome' }], repeat: 2 },
    ])
    expect(end(played)?.reason).toBe('hung-up')
  })

  it('given Play with an address and no end, then that address is played without end', () => {
    const played = answered('<Play loop="0">https://sounds.example/a.wav</Play>')
    expect(operations(played, 'play')).toMatchObject([
      { sounds: [{ kind: 'web', url: 'https://sounds.example/a.wav' }], repeat: 'endless' },
    ])
  })

  it('given Gather, when keys are pressed, then they go to its action, read from this address; without keys the next verb runs', () => {
    const asked = answered(
      '<Gather action="choice?x=1" numDigits="3" timeout="7" finishOnKey="*"><Say>Key</Say><Pause length="2"/></Gather><Hangup/>',
      ['keys:12*'],
    )
    expect(operations(asked, 'collect')).toMatchObject([
      {
        prompt: [
          { kind: 'speech', text: 'Key' },
          { kind: 'silence', durationMs: 2_000 },
        ],
        maxDigits: 3,
        firstDigitTimeoutMs: 7_000,
        interDigitTimeoutMs: 7_000,
        terminators: '*',
      },
    ])
    expect(requests(asked)).toMatchObject([
      {
        url: 'https://pivot.example/app/choice?x=1',
        method: 'post',
        fields: { Digits: '12', From: '+16045550177', To: '8000' },
      },
    ])
    expect(end(answered('<Gather/><Hangup/>', ['silence']))?.reason).toBe('hung-up')
  })

  it('given Dial with an extension, then that person is rung for its time and the document goes on', () => {
    const rung = answered('<Dial timeout="12">1002</Dial><Say>Bye</Say>', ['no-answer', 'finished'])
    expect(operations(rung, 'dial')).toMatchObject([
      { timeoutMs: 12_000, legs: [{ target: { kind: 'device', deviceId: 'device-1002' } }] },
    ])
    expect(operations(rung, 'play')).toHaveLength(1)
  })

  it.each([
    ['answer:0', 'completed'],
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['unavailable', 'failed'],
  ])(
    'given Dial with an outside number and an action, when it ends as %s, then the action hears %s',
    (choice, status) => {
      const choices = choice === 'answer:0' ? [choice, 'callee-hangs-up'] : [choice]
      const out = answered(
        '<Dial action="/after" callerId="+16045550100"><Number>+1 778 555 0142</Number></Dial>',
        choices,
      )
      expect(operations(out, 'dial')[0]?.legs).toMatchObject([
        { target: { kind: 'number', number: '+17785550142' }, callerNumber: '+16045550100' },
      ])
      expect(requests(out)).toMatchObject([{ url: 'https://pivot.example/after', fields: { DialCallStatus: status } }])
    },
  )

  it('given Record, then its length goes to the action and the sound goes nowhere', () => {
    const kept = answered('<Record maxLength="30" timeout="3" action="/rec"/>', ['keys:1'])
    expect(operations(kept, 'record')).toMatchObject([{ maxDurationMs: 30_000, endOnSilenceMs: 3_000, beep: true }])
    expect(requests(kept)).toMatchObject([{ fields: { RecordingDuration: '10', Digits: '1' } }])
    expect(operations(kept, 'discard-recording')).toHaveLength(1)
  })

  it('given Pause and Redirect, then after the pause the other document is asked for and followed', () => {
    const led = answered('<Pause length="3"/><Redirect method="GET">../other</Redirect><Say>never</Say>', [
      'body:<Response><Reject reason="busy"/></Response>',
    ])
    expect(operations(led, 'wait')).toMatchObject([{ durationMs: 3_000 }])
    expect(requests(led)).toMatchObject([{ url: 'https://pivot.example/other', method: 'get' }])
    expect(end(led)).toMatchObject({ reason: 'responded', sipStatus: 486 })
  })

  it('given Reject, then the call is declined, or busy where that is the reason', () => {
    expect(end(answered('<Reject/>'))).toMatchObject({ sipStatus: 603 })
  })

  it('given verbs nobody knows, then each is passed over with a line in the trace', () => {
    const passed = answered('<Sms>hello</Sms><Dial><Conference>room</Conference></Dial><Play digits="1"/><Hangup/>')
    expect(notes(passed)).toEqual([
      '<Sms> is passed over',
      '<Conference> in <Dial> is passed over',
      '<Dial> has no number that can be called',
      '<Play> has nothing that can be played',
    ])
    expect(end(passed)?.reason).toBe('hung-up')
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'ftp://x/'])(
    'given Redirect to %s, then nothing is asked',
    (to) => {
      const led = answered(`<Redirect>${to}</Redirect>`)
      expect(requests(led)).toEqual([])
      expect(notes(led)).toEqual(['<Redirect> leads to no web address'])
    },
  )

  it('given documents that lead to each other without end, then the step gives up after 50', () => {
    let rounds = answered('<Redirect>/again</Redirect>')
    expect(rounds.question?.operation.kind).toBe('http-request')
    const again = Array.from({ length: 49 }, () => 'body:<Response><Redirect>/again</Redirect></Response>')
    rounds = answered('<Redirect>/again</Redirect>', [...again, 'body:<Response/>'])
    expect(notes(rounds)).toEqual(['More than 50 documents in one call'])
    expect(path(rounds)[0]).toBe('pivot _')
  })

  it.each([
    ['not XML', 'hello'],
    ['a half of it', '<Response><Say>'],
    ['another root', '<html/>'],
    ['nothing', ''],
    ['an entity of its own', '<!DOCTYPE r [<!ENTITY a "b">]><Response><Say>&a;</Say></Response>'],
    ['an entity nobody made', '<Response><Say>&evil;</Say></Response>'],
  ])('given %s, then the answer counts as none', (_what, body) => {
    const pivot = { url: 'https://pivot.example/', format: 'twiml' }
    const flow = drawFlow({ nodes: { pivot, 'hang-up': {} }, wires: ['pivot _ hang-up'] })
    expect(path(call([flow], [`body:${body}`]))).toEqual(['pivot _', 'hang-up end'])
  })

  it('given a hostile document, then it is refused by the limit it breaks', () => {
    const refusal = (body: string) => {
      const parsed = parseTwiml(body)
      return parsed.ok ? undefined : parsed.error
    }
    const bomb = `<!DOCTYPE x [${Array.from({ length: 10 }, (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};">`).join('')}]><Response/>`
    expect(refusal(bomb)).toBe('a document type is not allowed')
    expect(refusal(`<Response>${'<Pause/>'.repeat(300)}</Response>`)).toBe('more than 200 elements')
    expect(refusal(`<Response>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</Response>`)).toBe('elements more than 8 deep')
    expect(refusal('x'.repeat(70_000))).toBe('longer than 65536 characters')
    const attributes = Array.from({ length: 40 }, (_, n) => `a${n}="1"`).join(' ')
    expect(refusal(`<Response><Say ${attributes}/></Response>`)).toBe('more than 30 attributes in <Say>')
  })
})
