import { expect, it } from 'vitest'
import type { Document } from '../../src/callflow/design/document.ts'
import type { Baresip } from '../harness/baresip.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, heardMs, traceOf } from '../harness/observe.ts'
import { answering, settingsFor, startMailServer } from '../../src/engine/services/mail/testing/mail-server.ts'
import { startTestPhone } from '../harness/test-phone.ts'
import { officeOf, toneOf } from '../harness/office.ts'
import { pause, until } from '../harness/until.ts'
import { readWav, toneMs } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'

const ownerHz = toneOf('1001')
const callerHz = toneOf('1002')

describeWith(['baresip'], 'checking voicemail by phone (A6, baresip)', ({ baresip }) => {
  const office = officeOf(baresip)
  const { phone } = office

  /** Two seats whose calls go straight to the mailbox, and *97. */
  function engineWith(mailbox: object, mailPort?: number): Promise<TestEngine> {
    const toBox = flow('flow-1001', {
      numbers: ['1001'],
      nodes: { voicemail: { type: 'voicemail', settings: { mailboxId: 'box-1001' } } },
    })
    const check = flow('check', { numbers: ['*97'], nodes: { check: { type: 'check-voicemail' } } })
    const documents: Document[] = [
      ...company(mailPort === undefined ? {} : { mail: settingsFor(mailPort) }),
      ...seat('1001', { mailbox }),
      ...seat('1002'),
      toBox,
      check,
    ]
    return office.engineWith(documents)
  }

  const notifying = { skipGreeting: true, notifyEmails: ['a@example.test'], afterNotify: 'delete' }

  /** Waits until the live call has begun its `nth` operation of that kind, then presses keys. */
  async function press(engine: TestEngine, from: Baresip, at: { kind: string; nth: number }, keys: string) {
    await until(`${at.kind} ${at.nth}`, async () => {
      const [call] = await engine.control.calls.list()
      const trace = call ? await traceOf(engine, call.callId) : []
      const begun = trace.filter((event) => event.kind === 'operation' && event.operation.kind === at.kind)
      return begun.length >= at.nth
    })
    await pause(300)
    await from.keys(keys)
  }

  async function hangUp(engine: TestEngine, from: Baresip) {
    await from.hangUp()
    await until('the call is over', async () => (await engine.control.calls.list()).length === 0)
  }

  async function speak(engine: TestEngine, caller: Baresip, lastsMs = 2_500) {
    await caller.dial('1001')
    await press(engine, caller, { kind: 'record', nth: 1 }, '')
    await pause(lastsMs)
    await hangUp(engine, caller)
  }

  async function leaveMessage(engine: TestEngine, caller: Baresip, lastsMs = 2_500) {
    await speak(engine, caller, lastsMs)
    await until('the message', async () => (await engine.control.messages.list({})).length === 1)
  }

  const messages = (engine: TestEngine) => engine.control.messages.list({})

  it('the owner calling the own box hears the message and keeps it', async () => {
    const engine = await engineWith({ isSetUp: true, pin: '4711', skipGreeting: true, skipEnvelope: true })
    const owner = await phone(engine, '1001')
    await leaveMessage(engine, await phone(engine, '1002'))
    expect(await messages(engine)).toMatchObject([{ mailboxId: 'box-1001', isNew: true, callerNumber: '1002' }])

    await owner.dial('1001')
    await press(engine, owner, { kind: 'collect', nth: 1 }, '1')
    await press(engine, owner, { kind: 'collect', nth: 2 }, '')
    await pause(2_000)
    await owner.keys('1')
    await until('the message is kept', async () => (await messages(engine))[0]?.isNew === false)
    await hangUp(engine, owner)
    expect(heardMs(owner, callerHz)).toBeGreaterThan(800)
  })

  it('others log in with number and PIN, and delete it', async () => {
    const engine = await engineWith({ isSetUp: true, pin: '4711', skipGreeting: true, skipEnvelope: true })
    const other = await phone(engine, '1002')
    await leaveMessage(engine, other)

    await other.dial('*97')
    await press(engine, other, { kind: 'collect', nth: 1 }, '1001#')
    await press(engine, other, { kind: 'collect', nth: 2 }, '4711#')
    await press(engine, other, { kind: 'collect', nth: 3 }, '1')
    await press(engine, other, { kind: 'collect', nth: 4 }, '7')
    await press(engine, other, { kind: 'collect', nth: 5 }, '')
    await hangUp(engine, other)
    expect(await messages(engine)).toEqual([])
  })

  it('a greeting recorded by phone is what the next caller hears', async () => {
    const engine = await engineWith({ isSetUp: true, pin: '4711' })
    const owner = await phone(engine, '1001')
    await owner.dial('*97')
    await press(engine, owner, { kind: 'collect', nth: 1 }, '1001#')
    await press(engine, owner, { kind: 'collect', nth: 2 }, '5')
    await press(engine, owner, { kind: 'collect', nth: 3 }, '1')
    await press(engine, owner, { kind: 'record', nth: 1 }, '')
    await pause(2_500)
    await owner.keys('#')
    await press(engine, owner, { kind: 'collect', nth: 4 }, '1')
    await until('the greeting is kept', async () => {
      const [call] = await engine.control.calls.list()
      const trace = call ? await traceOf(engine, call.callId) : []
      return trace.some((event) => event.kind === 'result' && event.operation === 'keep-recording')
    })
    await hangUp(engine, owner)

    const caller = await phone(engine, '1002')
    await caller.dial('1001')
    await press(engine, caller, { kind: 'record', nth: 1 }, '')
    await hangUp(engine, caller)
    expect(heardMs(caller, ownerHz)).toBeGreaterThan(1_000)
  })

  it('A6: given a message that plays, when 8 and 5 are pressed, then it goes on later and earlier', async () => {
    const engine = await engineWith({ isSetUp: true, skipGreeting: true, skipEnvelope: true, seekSec: 3 })
    const owner = await phone(engine, '1001')
    await leaveMessage(engine, await phone(engine, '1002'), 8_000)

    await owner.dial('1001')
    await press(engine, owner, { kind: 'collect', nth: 1 }, '1')
    await press(engine, owner, { kind: 'play', nth: 1 }, '8')
    await press(engine, owner, { kind: 'play', nth: 2 }, '5')
    await until('the third play', async () => (await plays(engine)).length === 3)
    const [first, second, third] = await plays(engine)
    expect(first).toMatchObject({ startAtMs: 0, endedBy: '8' })
    expect(first?.atMs).toBeGreaterThan(200)
    expect(second).toMatchObject({ startAtMs: (first?.atMs ?? 0) + 3_000, endedBy: '5' })
    expect(second?.atMs).toBeGreaterThan((second?.startAtMs ?? 0) + 200)
    expect(third?.startAtMs).toBe((second?.atMs ?? 0) - 3_000)
    await hangUp(engine, owner)
  })

  /** The plays of the live call: where each began, and where which key stopped it. */
  async function plays(engine: TestEngine) {
    const [call] = await engine.control.calls.list()
    const trace = call ? await traceOf(engine, call.callId) : []
    const results = trace.flatMap((event) =>
      event.kind === 'result' && event.operation === 'play' ? [event.result] : [],
    )
    return trace
      .flatMap((event) => (event.kind === 'operation' && event.operation.kind === 'play' ? [event.operation] : []))
      .map(({ startAtMs }, index) => {
        const result = results[index]
        return result && 'atMs' in result ? { startAtMs, endedBy: result.key, atMs: result.atMs } : { startAtMs }
      })
  }

  it('A6: given an introduction, when a message is forwarded, then the copy begins with it', async () => {
    const engine = await engineWith({ isSetUp: true, skipGreeting: true, skipEnvelope: true })
    const owner = await phone(engine, '1001')
    await leaveMessage(engine, await phone(engine, '1002'))

    await owner.dial('1001')
    await press(engine, owner, { kind: 'collect', nth: 1 }, '1')
    await press(engine, owner, { kind: 'play', nth: 1 }, '3')
    await press(engine, owner, { kind: 'collect', nth: 2 }, '1002#')
    await press(engine, owner, { kind: 'collect', nth: 3 }, '1')
    await press(engine, owner, { kind: 'record', nth: 1 }, '')
    await pause(2_500)
    await owner.keys('#')
    await press(engine, owner, { kind: 'collect', nth: 4 }, '1')
    const copy = await until('the copy', async () =>
      (await messages(engine)).find(({ mailboxId }) => mailboxId === 'box-1002'),
    )
    await hangUp(engine, owner)
    const original = (await messages(engine)).find(({ mailboxId }) => mailboxId === 'box-1001')
    expect(copy).toMatchObject({ isNew: true, callerNumber: '1002' })
    expect(copy.durationMs).toBeGreaterThan((original?.durationMs ?? 0) + 500)
    const { base64 } = await engine.control.messages.audio({ messageId: copy.messageId })
    const sound = readWav(Buffer.from(base64, 'base64'))
    expect(toneMs(sound, ownerHz)).toBeGreaterThan(800)
    expect(toneMs(sound, callerHz)).toBeGreaterThan(800)
    const beginning = { ...sound, samples: sound.samples.slice(0, sound.sampleRateHz) }
    expect(toneMs(beginning, callerHz)).toBe(0)
  })

  it('A6: given a mail server that takes it, when a message is to be deleted after notifying, then it goes by mail with a WAV that plays', async () => {
    const server = await startMailServer()
    const engine = await engineWith(notifying, server.port)
    await speak(engine, await phone(engine, '1002'))
    await until('the mail', () => server.received.length === 1)
    await until('the message is gone', async () => (await messages(engine)).length === 0)
    expect(server.received).toMatchObject([{ from: 'office@example.test', to: ['a@example.test'] }])
    const source = server.received[0]?.source ?? ''
    expect(source).toMatch(/^Subject: Voicemail from .*1002/m)
    const sound = readWav(attachedTo(source))
    expect(toneMs(sound, callerHz)).toBeGreaterThan(1_000)
  })

  it('A6: given a mail server that refuses it, when a message is to be deleted after notifying, then it stays', async () => {
    const refuse = answering(550, '5.1.1 a@example.test is unknown')
    const server = await startMailServer({ onRcptTo: (_address, _session, done) => done(refuse) })
    const engine = await engineWith(notifying, server.port)
    await leaveMessage(engine, await phone(engine, '1002'))
    const trace = await traceOf(engine, (await firstCdr(engine)).callId)
    expect(trace).toContainEqual(
      expect.objectContaining({ kind: 'result', operation: 'notify-message', result: { outcome: 'not-sent' } }),
    )
    expect(await messages(engine)).toMatchObject([{ mailboxId: 'box-1001', isNew: true }])
    expect(engine.log()).toMatch(/refused and is not sent again: 550 5\.1\.1 \(an address\) is unknown/)
    expect(engine.log()).not.toMatch(/a@example\.test/)
  })

  it('A6: given an engine that is killed while mail waits, when it starts again, then the mail leaves with the recording', async () => {
    const away = await startMailServer()
    await away.close()
    const engine = await engineWith({ skipGreeting: true, notifyEmails: ['a@example.test'] }, away.port)
    await leaveMessage(engine, await phone(engine, '1002'))
    await until('the engine has tried', () => /No mail leaves/.test(engine.log()))
    await pause(500)
    await engine.kill()
    const server = await startMailServer({}, away.port)
    const again = await startTestEngine({ dataDir: engine.dataDir })
    office.keep({ stop: () => again.stop() })
    await until('the mail', () => server.received.length === 1)
    expect(toneMs(readWav(attachedTo(server.received[0]?.source ?? '')), callerHz)).toBeGreaterThan(1_000)
    expect(await again.control.mail.test({ to: 'b@example.test' })).toEqual({ outcome: 'taken', answer: '250 taken' })
    expect(server.received).toHaveLength(2)
  })

  it('A6: given a phone of the owner, when messages come, go or wait, then its lamp is told (MWI)', async () => {
    const engine = await engineWith({ skipGreeting: true })
    const owner = await startTestPhone('1001', engine.sipPort)
    office.keep({ stop: () => owner.close() })
    const told: string[] = []
    owner.userAgent.onRequest('NOTIFY', ({ request, respond }) => {
      told.push(request.body)
      respond({ status: 200 })
    })
    await owner.register()
    await leaveMessage(engine, await phone(engine, '1002'))
    await until('the lamp is on', async () => told.length === 1)
    expect(told[0]).toMatch(/^Messages-Waiting: yes\r\n.*Voice-Message: 1\/0 \(0\/0\)\r\n$/s)

    await owner.register({ expiresSec: 0 })
    await owner.register()
    await until('the lamp is told again', async () => told.length === 2)
    expect(told[1]).toBe(told[0])

    const [message] = await messages(engine)
    await engine.control.messages.remove({ messageId: message?.messageId ?? '' })
    await until('the lamp is off', async () => told.length === 3)
    expect(told[2]).toMatch(/^Messages-Waiting: no\r\n.*Voice-Message: 0\/0/s)
  })
})

/** The only WAV in a mail. */
function attachedTo(source: string): Buffer {
  const [, base64 = ''] = /Content-Type: audio\/wav.*?\r\n\r\n(.*?)\r\n--/s.exec(source) ?? []
  return Buffer.from(base64, 'base64')
}
