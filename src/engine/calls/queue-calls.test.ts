import { describe, expect, it } from 'vitest'
import { makeDocument, type Queue } from '../../callflow/design/document.ts'
import type { TraceEvent } from '../../callflow/run/trace.ts'
import { refer } from './testing/referring.ts'
import { device, expectNothingHeld, flow, type Office, openOffice } from './testing/small-office.ts'

async function callCentre(fields: Partial<Queue> = {}) {
  const queue = makeDocument('queue', {
    id: 'queue',
    name: 'queue',
    agentIds: ['user-1002'],
    agentRingSec: 10,
    ...fields,
  })
  return openOffice([queue, flow('3000', { queue: { queueId: 'queue' } })])
}

/** Somebody else calls the queue, and its only agent is rung: nobody has it any more. */
async function expectAgentFree({ bed, phones }: Office): Promise<void> {
  const before = phones[1002].called.length
  phones[1002].answers = undefined
  const next = phones[1004].call('3000')
  await bed.clock.advance(2_000)
  expect(phones[1002].called).toHaveLength(before + 1)
  next.session.end()
  await bed.clock.advance(2_000)
}

describe('an agent whose phone is called at an address of its own (M79 "route")', () => {
  it('is rung by the queue though the phone has not registered, and is shown as ready', async () => {
    const queue = makeDocument('queue', { id: 'queue', name: 'queue', agentIds: ['user-1002'], agentRingSec: 10 })
    const office = await openOffice([
      queue,
      flow('3000', { queue: { queueId: 'queue' } }),
      device('1002', { inviteFormat: 'route', inviteUri: 'sip:ann@203.0.113.9' }),
    ])
    const { bed, phones } = office
    await phones[1002].register(0)
    expect(bed.engine.queueRoom.boards()[0]?.agents).toMatchObject([{ state: 'ready' }])
    const elsewhere = await bed.party('203.0.113.9')
    phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(elsewhere.called).toHaveLength(1)
    expect(bed.streamOf(phones[1001]).joinedTo).toBe(bed.streamOf(elsewhere).streamId)
    await expectNothingHeld(office)
  })

  it('is no phone that is not there: what is for when it is not is not rung', async () => {
    const person = makeDocument('user', { id: 'user-1002', name: 'Person 1002', extension: '1002' })
    const office = await openOffice([
      device('1002', { inviteFormat: 'route', inviteUri: 'sip:ann@203.0.113.9' }),
      makeDocument('user', {
        ...person,
        callForward: { ...person.callForward, number: '1003', whenUnregistered: true },
      }),
      flow('1002', { user: { userId: 'user-1002', timeoutSec: 20 } }),
    ])
    const { bed, phones } = office
    await phones[1002].register(0)
    const elsewhere = await bed.party('203.0.113.9')
    phones[1001].call('1002')
    await bed.clock.advance(3_000)
    expect([elsewhere.called.length, phones[1003].called.length]).toEqual([1, 0])
    await expectNothingHeld(office)
  })
})

describe('a caller who waits in a queue', () => {
  it('hears music until the agent answers, and talks then', async () => {
    const office = await callCentre()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect([call.told, phones[1002].called.length]).toEqual([['answered'], 1])
    expect(bed.streamOf(phones[1001]).playing).toMatchObject({ isLoop: true, sources: [{ kind: 'file' }] })
    phones[1002].answer()
    await bed.clock.advance(1_000)
    expect(bed.streamOf(phones[1001]).joinedTo).toBe(bed.streamOf(phones[1002]).streamId)
    expect(bed.streamOf(phones[1001]).playing).toBeUndefined()
    await expectNothingHeld(office)
  })

  it('leaves by the key, while nobody rings and while somebody does', async () => {
    const office = await callCentre()
    const { bed, phones } = office
    phones[1002].answers = undefined
    const rings = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    const waits = phones[1003].call('3000')
    await bed.clock.advance(3_000)
    bed.streamOf(phones[1003]).press('5')
    await bed.clock.advance(1_000)
    expect(waits.told).toEqual(['answered'])
    bed.streamOf(phones[1003]).press('#')
    await bed.clock.advance(1_000)
    expect(waits.told).toEqual(['answered', 'ended'])
    bed.streamOf(phones[1001]).press('#')
    await bed.clock.advance(1_000)
    expect([rings.told, phones[1002].became.at(-1)]).toEqual([['answered', 'ended'], ['ended by remote']])
    await expectNothingHeld(office)
  })

  it('hears no music any more where the call goes on after that', async () => {
    const queue = makeDocument('queue', { id: 'queue', name: 'queue', agentIds: ['user-1002'] })
    const office = await openOffice([
      queue,
      flow('3000', { queue: { queueId: 'queue' }, sleep: { durationSec: 60 } }, ['queue exit-key sleep']),
    ])
    const { bed, phones } = office
    await phones[1002].register(0)
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(bed.streamOf(phones[1001]).playing?.isLoop).toBe(true)
    bed.streamOf(phones[1001]).press('#')
    await bed.clock.advance(1_000)
    expect([call.told, bed.streamOf(phones[1001]).playing]).toEqual([['answered'], undefined])
    await expectNothingHeld(office)
  })

  it('is offered to whoever has the skill that its step asks for, and to others after the time that the queue says', async () => {
    const agentIds = ['user-1002', 'user-1004']
    const queue = makeDocument('queue', { id: 'queue', name: 'queue', agentIds, anySkillAfterSec: 30 })
    const speaker = makeDocument('user', { id: 'user-1004', name: 'Person 1004', skills: ['French'] })
    const french = flow('3000', { queue: { queueId: 'queue', skills: ['french'] } })
    const office = await openOffice([queue, speaker, french])
    const { bed, phones } = office
    phones[1002].answers = undefined
    phones[1004].answers = undefined
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect([phones[1002].called.length, phones[1004].called.length]).toEqual([0, 1])
    await phones[1004].register(0)
    phones[1004].called[0]?.reject({ status: 486 })
    await bed.clock.advance(20_000)
    expect([call.told, phones[1002].called.length]).toEqual([['answered'], 0])
    await bed.clock.advance(10_000)
    expect(phones[1002].called).toHaveLength(1)
    call.session.end()
    await bed.clock.advance(1_000)
    await expectNothingHeld(office)
  })

  it('leaves after the longest wait', async () => {
    const office = await callCentre({ maxWaitSec: 30 })
    const { bed, phones } = office
    await phones[1002].register(0)
    const call = phones[1001].call('3000')
    await bed.clock.advance(29_000)
    expect(call.told).toEqual(['answered'])
    await bed.clock.advance(2_000)
    expect(call.told).toEqual(['answered', 'ended'])
    await expectNothingHeld(office)
  })

  it('is next when the agent has hung up', async () => {
    const office = await callCentre()
    const { bed, phones } = office
    phones[1001].call('3000')
    await bed.clock.advance(3_000)
    phones[1003].call('3000')
    await bed.clock.advance(3_000)
    expect(phones[1002].called).toHaveLength(1)
    phones[1002].called[0]?.end()
    await bed.clock.advance(3_000)
    expect(phones[1002].called).toHaveLength(2)
    await expectNothingHeld(office)
  })

  it('is served by an agent whose phone comes back', async () => {
    const office = await callCentre()
    const { bed, phones } = office
    await phones[1002].register(0)
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(phones[1002].called).toHaveLength(0)
    await phones[1002].register()
    await bed.clock.advance(2_000)
    expect([call.told, phones[1002].called.length]).toEqual([['answered'], 1])
    await expectNothingHeld(office)
  })

  it('does not ring an agent who talks to somebody else, and does when they are free', async () => {
    const office = await callCentre()
    const { bed, phones } = office
    const own = phones[1002].call('1003')
    await bed.clock.advance(2_000)
    phones[1001].call('3000')
    await bed.clock.advance(3_000)
    expect(phones[1002].called).toHaveLength(0)
    own.session.end()
    await bed.clock.advance(2_000)
    expect(phones[1002].called).toHaveLength(1)
    await expectNothingHeld(office)
  })
})

describe('a call to a queue that breaks', () => {
  type Breaks = (event: TraceEvent) => boolean
  it.each<readonly [what: string, breaks: Breaks, answers: 200 | undefined]>([
    ['while the agent rings', (event) => event.kind === 'operation' && event.operation.kind === 'dial', undefined],
    ['when they have talked', (event) => event.kind === 'result' && event.operation === 'talk', 200],
    ['while it waits', (event) => event.kind === 'operation' && event.operation.kind === 'await-agent', undefined],
  ])('%s leaves its agent to the next', async (_what, breaks, answers) => {
    const office = await callCentre()
    const { bed, phones } = office
    phones[1002].answers = answers
    bed.onTrace = (event) => {
      if (breaks(event)) throw new Error('a defect')
    }
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    phones[1002].called[0]?.end()
    await bed.clock.advance(3_000)
    bed.onTrace = () => {}
    expect([call.session.state, bed.switchboard.size]).toEqual(['ended', 0])
    expect(bed.errors.splice(0)).toMatchObject([{ err: 'a defect' }])
    await expectAgentFree(office)
    await expectNothingHeld(office)
  })
})

describe('whoever comes into a queue in the place of a caller (RFC 3891)', () => {
  /** 1001, who talks with 1003, puts them where it waits itself. */
  async function handedOver() {
    const office = await callCentre()
    const { bed, phones } = office
    phones[1002].answers = undefined
    await phones[1002].register(0)
    const waiting = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    const talk = phones[1001].call('1003')
    await bed.clock.advance(2_000)
    const status = refer(talk.session, 'sip:3000@bed.test', waiting.session)
    await bed.clock.advance(2_000)
    expect([await status, waiting.session.state]).toEqual([202, 'ended'])
    return { ...office, office, session: phones[1003].called[0] }
  }

  it('hears its music, and leaves it by the key', async () => {
    const { office, bed, phones, session } = await handedOver()
    const stream = bed.streamOf(phones[1003])
    expect(stream.playing).toMatchObject({ isLoop: true })
    stream.press('5')
    await bed.clock.advance(1_000)
    expect([session?.state, bed.switchboard.size]).toEqual(['confirmed', 1])
    stream.press('#')
    await bed.clock.advance(1_000)
    expect([session?.state, bed.switchboard.size]).toEqual(['ended', 0])
    await expectNothingHeld(office)
  })

  it('has the place in line, and talks to the agent', async () => {
    const { office, bed, phones } = await handedOver()
    phones[1004].call('3000')
    await bed.clock.advance(2_000)
    await phones[1002].register()
    await bed.clock.advance(3_000)
    phones[1002].answer()
    await bed.clock.advance(1_000)
    expect(bed.streamOf(phones[1003]).joinedTo).toBe(bed.streamOf(phones[1002]).streamId)
    await expectNothingHeld(office)
  })
})

describe('an agent is free again', () => {
  type End = (office: Office, call: ReturnType<Office['phones'][1001]['call']>) => void | Promise<void>
  it.each<readonly [what: string, answers: 200 | 486 | undefined, end: End]>([
    ['when the caller hangs up while it rings', undefined, (_, { session }) => session.end()],
    ['when the caller hangs up after they talked', 200, (_, { session }) => session.end()],
    ['when they hang up themselves', 200, ({ phones }) => phones[1002].called[0]?.end()],
    ['when they are busy and the caller gives up', 486, (_, { session }) => session.end()],
    ['when the caller leaves by the key', undefined, ({ bed, phones }) => bed.streamOf(phones[1001]).press('#')],
    [
      'when an operator ends the call',
      200,
      ({ bed }) => {
        for (const { callId } of bed.switchboard.list()) bed.switchboard.hangUp(callId)
      },
    ],
    [
      'when an operator ends the call while it rings',
      undefined,
      ({ bed }) => {
        for (const { callId } of bed.switchboard.list()) bed.switchboard.hangUp(callId)
      },
    ],
    [
      'when their phone vanishes while it rings and the caller gives up',
      undefined,
      ({ bed, phones }, { session }) => {
        bed.network.lose = (message) =>
          message.kind === 'response' && message.headers.get('To')?.includes('1002') === true
        phones[1002].isSilent = true
        session.end()
      },
    ],
  ])('%s', async (_what, answers, end) => {
    const office = await callCentre()
    const { bed, phones } = office
    phones[1002].answers = answers
    const call = phones[1001].call('3000')
    await bed.clock.advance(3_000)
    await end(office, call)
    await bed.clock.advance(3_000)
    bed.network.lose = () => false
    phones[1002].isSilent = false
    await bed.clock.advance(40_000)
    expect(bed.switchboard.size).toBe(0)
    await expectAgentFree(office)
    await expectNothingHeld(office)
  })
})
