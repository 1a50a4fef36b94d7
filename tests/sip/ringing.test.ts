import { afterEach, describe, expect, it } from 'vitest'
import { type Document, type DocumentOf, makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import type { IncomingSession } from '../../src/engine/sip/user-agent.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { firstCdr, traceOf } from '../harness/observe.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { startTestPhone, type TestPhone } from '../harness/test-phone.ts'

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

const seats = ['1001', '1002', '1003'].flatMap((extension) => seat(extension))

/** The same document with other values. */
function changed<D extends Document>(id: string, fields: Partial<D>): Document {
  return { ...seats.find((each) => each.id === id), ...fields } as Document // of the kind that has that id
}

async function engineWith(...documents: readonly Document[]): Promise<TestEngine> {
  const engine = await startTestEngine()
  running.push(() => engine.stop())
  await engine.activate([...snapshotOf([...company(), ...seats, ...documents]).documents()])
  return engine
}

async function softPhone(username: string, { sipPort }: TestEngine): Promise<SoftPhone> {
  const phone = await startSoftPhone({ username, enginePort: sipPort, speaksHz: 440 })
  running.push(() => phone.stop())
  return phone
}

/** A phone that refuses whatever rings it, and keeps what it was sent. */
async function refusing(username: string, { sipPort }: TestEngine, how = { status: 486 } as Refusal) {
  const phone: TestPhone = await startTestPhone(username, sipPort)
  running.push(() => phone.close())
  const invites: IncomingSession['request'][] = []
  phone.userAgent.onInvite((session) => {
    session.on({})
    invites.push(session.request)
    session.reject(how)
  })
  expect((await phone.register()).status).toBe(200)
  return { phone, invites }
}
type Refusal = Parameters<IncomingSession['reject']>[0]

const sendingTo = (extension: string): Refusal => ({
  status: 302,
  headers: [['Contact', `<sip:${extension}@elsewhere.example>`]],
})
const userStep = { type: 'user', settings: { userId: 'user-1002' } }

/** What the trace says about a redirection that went nowhere. */
async function notFollowed(engine: TestEngine): Promise<string | undefined> {
  const { callId } = await firstCdr(engine)
  const results = (await traceOf(engine, callId)).flatMap((event) => (event.kind === 'result' ? [event.result] : []))
  return results.flatMap((result) => ('notFollowed' in result ? [result.notFollowed] : []))[0]
}

const ring = (settings: Readonly<Record<string, unknown>> = {}) =>
  flow('group', {
    numbers: ['7000'],
    nodes: { ring: { type: 'ring-group', settings: { members: [{ id: 'user-1002' }], ...settings } } },
  })
const forwards = (fields: Partial<DocumentOf<'user'>['callForward']>) =>
  changed<DocumentOf<'user'>>('user-1002', {
    callForward: {
      ...makeDocument('user', { id: 'x', name: 'x' }).callForward,
      number: '1003',
      requireKeypress: false,
      ...fields,
    },
  })

describe('ringing on live calls', () => {
  it('M29: given ringtones of a ring group, when a colleague calls, then the phone gets the internal one as Alert-Info', async () => {
    const engine = await engineWith(ring({ ringtoneInternal: 'inside', ringtoneExternal: 'outside' }))
    const { invites } = await refusing('1002', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused with 486')
    expect(invites[0]?.headers.get('Alert-Info')).toBe('<http://localhost>;info=inside')
  })

  it('M29: given a member who is out until tomorrow, when the group is called, then the phone does not ring', async () => {
    const outUntil = new Date(Date.now() + 86_400_000).toISOString()
    const engine = await engineWith(ring({ members: [{ id: 'user-1002', outUntil }] }))
    const { invites } = await refusing('1002', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused')
    expect(invites).toEqual([])
  })

  it.each([true, false])(
    'M29: given a phone that redirects to a colleague, when redirections are ignored: %s, then so',
    async (ignoreForward) => {
      const engine = await engineWith(ring({ ignoreForward }))
      await refusing('1002', engine, { status: 302, headers: [['Contact', '<sip:1003@elsewhere.example>']] })
      const { invites } = await refusing('1003', engine)
      await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow(
        ignoreForward ? 'refused' : 'refused with 486',
      )
      expect(invites).toHaveLength(ignoreForward ? 0 : 1)
    },
  )

  it('M29: given a phone that redirects to a colleague, when the colleague answers, then the history says who sent the call on', async () => {
    const engine = await engineWith(ring({ ignoreForward: false }))
    await refusing('1002', engine, { status: 302, headers: [['Contact', '<sip:1003@elsewhere.example>']] })
    const colleague = await softPhone('1003', engine)
    const answered = colleague.nextCall()
    const call = await (await softPhone('1001', engine)).dial('7000')
    await answered
    await call.hangUp()
    expect(await firstCdr(engine)).toMatchObject({ answeredBy: 'device-1003', forwardedBy: 'user-1002' })
  })

  it.each([
    ['user', { type: 'user', settings: { userId: 'user-1002' } }],
    ['device', { type: 'device', settings: { deviceId: 'device-1002' } }],
  ])('M31: given a phone that redirects to a colleague, when a %s step rings it, then so', async (_step, node) => {
    const engine = await engineWith(flow('ring', { numbers: ['7000'], nodes: { ring: node } }))
    await refusing('1002', engine, sendingTo('1003'))
    const { invites } = await refusing('1003', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused with 486')
    expect(invites).toHaveLength(1)
  })

  it('M31: given two phones that redirect to each other, when one is called, then each is rung once and the trace says why no more', async () => {
    const engine = await engineWith(flow('ring', { numbers: ['7000'], nodes: { ring: userStep } }))
    const second = await refusing('1002', engine, sendingTo('1003'))
    const third = await refusing('1003', engine, sendingTo('1002'))
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused')
    expect([second.invites.length, third.invites.length]).toEqual([1, 1])
    expect(await notFollowed(engine)).toBe('the phone sends the call on to 1002, where the call has been already')
  })

  it('M31: given phones that redirect from one to the next, when the first is called, then the call is sent on five times', async () => {
    const extensions = ['1002', '1003', '1004', '1005', '1006', '1007', '1008']
    const engine = await engineWith(
      flow('ring', { numbers: ['7000'], nodes: { ring: userStep } }),
      ...extensions.slice(2).flatMap((extension) => seat(extension)),
    )
    const phones = []
    for (const [index, extension] of extensions.entries())
      phones.push(await refusing(extension, engine, sendingTo(extensions[index + 1] ?? '1009')))
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused')
    expect(phones.map(({ invites }) => invites.length)).toEqual([1, 1, 1, 1, 1, 1, 0])
    expect(await notFollowed(engine)).toBe('the phone sends the call on to 1008, after it was sent on 5 times')
  })

  it('M29: given a phone that redirects, when its ring group ignores that, then the trace says so', async () => {
    const engine = await engineWith(ring({ ignoreForward: true }))
    await refusing('1002', engine, sendingTo('1003'))
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused')
    expect(await notFollowed(engine)).toBe('the phone sends the call on to 1003, which this step does not follow')
  })

  it('M29: given a phone that redirects to a colleague who is rung anyway, when that one is busy, then they were rung once', async () => {
    const members = [{ id: 'user-1002' }, { id: 'user-1003' }]
    const engine = await engineWith(ring({ ignoreForward: false, members }))
    await refusing('1002', engine, sendingTo('1003'))
    const { invites } = await refusing('1003', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused with 486')
    expect(invites).toHaveLength(1)
    expect(await notFollowed(engine)).toContain('where the call has been already')
  })

  it('M88b: given forwarding for when no phone is online, when none is, then the colleague is rung, and the history says whose forwarding it was', async () => {
    const engine = await engineWith(forwards({ whenUnregistered: true }), ring())
    const colleague = await softPhone('1003', engine)
    const answered = colleague.nextCall()
    const call = await (await softPhone('1001', engine)).dial('7000')
    await answered
    await call.hangUp()
    expect(await firstCdr(engine)).toMatchObject({ answeredBy: 'device-1003', forwardedBy: 'user-1002' })
  })

  it('M88b: given forwarding for when no phone is online, when one is, then it alone is rung', async () => {
    const engine = await engineWith(forwards({ whenUnregistered: true }), ring())
    const own = await refusing('1002', engine)
    const colleague = await refusing('1003', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused with 486')
    expect([own.invites.length, colleague.invites.length]).toEqual([1, 0])
  })

  it('A0: given an account in which nobody is to be disturbed, when a phone is called, then it does not ring', async () => {
    const engine = await engineWith(...company({ doNotDisturb: true }), ring())
    const { invites } = await refusing('1002', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused')
    expect(invites).toEqual([])
  })

  it('A0: given a preflow, when a number is called, then it runs before the flow of the number', async () => {
    const before = flow('before', { nodes: { prefix: { type: 'prepend', settings: { namePrefix: 'NW ' } } } })
    const engine = await engineWith(...company({ preflowId: 'before' }), before, ring())
    const { invites } = await refusing('1002', engine)
    await expect((await softPhone('1001', engine)).dial('7000')).rejects.toThrow('refused with 486')
    expect(invites[0]?.headers.get('From')).toContain('"NW Person 1001"')
  })

  it('A0: given closed groups, when an extension outside of them is called, then the caller is told so and refused with 403', async () => {
    const engine = await engineWith(...company({ closedGroups: true }))
    const { invites } = await refusing('1003', engine)
    await expect((await softPhone('1001', engine)).dial('1003')).rejects.toThrow('refused with 403')
    expect(invites).toEqual([])
    const { callId, endReason } = await firstCdr(engine)
    expect(endReason).toBe('hung-up')
    expect(JSON.stringify(await traceOf(engine, callId))).toContain('cf-unauthorized_call')
  })
})
