import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { settingsFor, startMailServer } from '../../src/engine/services/mail/testing/mail-server.ts'
import { company, seat } from '../harness/design.ts'
import { bundleOf, readyLine, spawnEngine, startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { traceOf, untilOperation } from '../harness/observe.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav, toneMs } from '../harness/wav.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'
import { type SmallDisk, smallDisk, whyNoSmallDisk } from '../harness/small-disk.ts'

stopAfterEach()

const MIB = 1024 ** 2
/** Messages are taken while more than one MiB is free, calls recorded while more than four are. */
const args = ['--keep-free-mb', '1']

/** 7000 is a box without much ado, 7001 records the call and rings 1002. */
const documents = [
  makeDocument('mailbox', { id: 'box', name: 'Box', number: '7000', skipGreeting: true, skipInstructions: true }),
  flow('box-flow', {
    numbers: ['7000'],
    nodes: { voicemail: { type: 'voicemail', settings: { mailboxId: 'box' } } },
  }),
  flow('recorded', {
    numbers: ['7001'],
    nodes: {
      record: { type: 'start-recording', settings: {}, wires: { _: 'ring' } },
      ring: { type: 'user', settings: { userId: 'user-1002' } },
    },
  }),
]

/** 7100 pages 1002, 7200 picks up what rings there, 7300 is a slot and 7301 takes from it. */
const house = [
  ...seat('1003'),
  flow('page', {
    numbers: ['7100'],
    nodes: { page: { type: 'page-group', settings: { members: [{ id: 'user-1002' }] } } },
  }),
  flow('pick', {
    numbers: ['7200'],
    nodes: { pick: { type: 'group-pickup', settings: { targetId: 'user-1002' } } },
  }),
  flow('slot', { numbers: ['7300'], nodes: { park: { type: 'park', settings: { slot: '300' } } } }),
  flow('take', { numbers: ['7301'], nodes: { take: { type: 'retrieve', settings: { slot: '300' } } } }),
]

/** Sixteen MiB, unmounted when the test is over. */
function diskFor(test: TestContext): { readonly disk: SmallDisk; readonly dataDir: string } {
  const why = whyNoSmallDisk()
  if (why !== undefined) test.skip(why)
  const disk = smallDisk(16)
  onTestFinished(() => disk.unmount())
  mkdirSync(disk.file('data'))
  return { disk, dataDir: disk.file('data') }
}

describe('a full disk', () => {
  it('refuses no phone and no call, takes no message and says so, and loses nothing', async (test) => {
    const { disk, dataDir } = diskFor(test)
    const mail = await startMailServer()
    const [account] = company({ mail: settingsFor(mail.port, { troubleEmails: ['admin@example.test'] }) })
    const office = await officeUnderAttack(account ? [account, ...documents] : documents, { dataDir, args })
    const { engine, first } = office
    await office.expectUnharmed()
    await leaveMessage(engine, first)
    await until('the message', async () => (await engine.control.messages.list({})).length === 1)

    disk.fill()
    await untilDisk(engine, 'full')
    await office.expectUnharmed()
    await engine.control.state.write({ scope: 'user', id: 'user-1001', name: 'do-not-disturb', value: true })
    await until('changes wait for room', async () => (await engine.control.health()).disk.waitingWrites > 0)
    const { problem } = await engine.control.health()
    expect(problem).toMatch(/below 1 MiB no messages are taken and no calls are recorded/)
    expect(problem).toMatch(/cannot write to its disk/)

    const refused = await first.dial('7000')
    const heard = await until('the caller was told', async () => {
      const [call] = await engine.control.calls.list()
      const trace = call ? await traceOf(engine, call.callId) : []
      return trace.some((each) => each.kind === 'operation' && JSON.stringify(each).includes('vm-mailbox_full')) && call
    })
    expect(heard.dialled).toBe('7000')
    await pause(1_000)
    expect(loudMs(await refused.hangUp())).toBeGreaterThan(300)
    expect(await engine.control.messages.list({})).toHaveLength(1)

    const { activeBundle } = await engine.control.health()
    const other = bundleOf([...snapshotOf([...company(), ...seat('1009')]).documents()])
    await expect(engine.control.bundle.put(other)).rejects.toThrow(/the disk of the engine is full/)
    expect((await engine.control.health()).activeBundle).toEqual(activeBundle)
    expect(partialsIn(dataDir)).toEqual([])
    const calls = (await engine.control.cdrs({ limit: 100 })).length
    expect(calls).toBe(6) // four between the phones, two to the box

    const told = await until('the administrator is mailed', () => mail.received[0])
    expect(told.to).toEqual(['admin@example.test'])
    expect(told.source.replaceAll(/=\r\n/g, '')).toMatch(/below 1 MiB no messages are taken and no calls are recorded/)

    disk.makeSpace()
    await untilDisk(engine, 'ok')
    await until('all is written', async () => (await engine.control.health()).disk.waitingWrites === 0)
    const { problem: over, disk: health } = await engine.control.health()
    expect(over).toBeNull()
    expect(health).toMatchObject({ state: 'ok', lostCallRecords: 0 })
    expect(engine.log()).toContain('The disk has room again.')
    await leaveMessage(engine, first)
    await until('messages again', async () => (await engine.control.messages.list({})).length === 2)

    await engine.kill()
    const again = keep(await startTestEngine({ dataDir, args }))
    expect(await again.control.cdrs({ limit: 100 })).toHaveLength(calls + 1)
    expect(await again.control.messages.list({})).toHaveLength(2)
    expect((await again.control.registrations()).map(({ deviceId }) => deviceId)).toEqual([
      'device-1001',
      'device-1002',
    ])
    expect(await again.control.state.read()).toMatchObject([{ name: 'do-not-disturb', value: true }])
  })

  it('ends a recording but not the call that is recorded, and keeps what was recorded', async (test) => {
    const { disk, dataDir } = diskFor(test)
    const { engine, first, second } = await officeUnderAttack(documents, { dataDir, args })
    const ringing = second.nextCall()
    const call = await first.dial('7001')
    const answered = await ringing
    await pause(1_500)
    const [live] = await engine.control.calls.list()
    disk.fill(2 * MIB)
    await untilDisk(engine, 'low')
    await until('the trace says so', async () => {
      const trace = await traceOf(engine, live?.callId ?? '')
      return trace.some(({ kind, ...each }) => kind === 'result' && JSON.stringify(each).includes('no-space'))
    })
    await pause(1_000)
    const [heardByCaller] = await Promise.all([call.hangUp(), answered.hangUp()])
    expect(toneMs(heardByCaller, 1_000)).toBeGreaterThan(2_000)
    const recordings = await until('the recording is complete', () => {
      const names = readdirSync(join(dataDir, 'recordings'))
      return names.every((name) => name.endsWith('.wav')) && names
    })
    expect(recordings).toHaveLength(1)
    expect(durationMs(readWav(join(dataDir, 'recordings', recordings[0] ?? '')))).toBeGreaterThan(1_000)
    const [again] = await Promise.all([first.dial('7001'), second.nextCall()])
    expect(await second.register()).toBe(200)
    await again.hangUp()
    expect(readdirSync(join(dataDir, 'recordings'))).toEqual(recordings)
  })

  it('ends a message that is being spoken, which is saved as far as it came', async (test) => {
    const { disk, dataDir } = diskFor(test)
    const { engine, first } = await officeUnderAttack(documents, { dataDir, args })
    const call = await first.dial('7000')
    await untilOperation(engine, 'record')
    await pause(2_500)
    disk.fill(MIB / 2)
    await untilOperation(engine, 'collect') // what was said is reviewed
    await call.hangUp()
    const [message] = await until('the message', async () => {
      const messages = await engine.control.messages.list({})
      return messages.length > 0 && messages
    })
    const { base64 } = await engine.control.messages.audio({ messageId: message?.messageId ?? '' })
    const spoken = readWav(Buffer.from(base64, 'base64'))
    expect(toneMs(spoken, 440)).toBeGreaterThan(1_000)
    expect(Math.abs(durationMs(spoken) - (message?.durationMs ?? 0))).toBeLessThan(50)
  })

  it('is no reason not to start, and none not to page, to pick up and to park', async (test) => {
    const { disk, dataDir } = diskFor(test)
    const office = await officeUnderAttack([...documents, ...house], { dataDir, args })
    await office.engine.stopProcess()
    disk.fill()
    const again = keep(await startTestEngine({ dataDir, args, sip: `127.0.0.1:${office.engine.sipPort}` }))
    const { first, second } = office
    expect(await first.register()).toBe(200)
    expect(await again.control.registrations()).toHaveLength(2)
    expect((await again.control.health()).disk.state).toBe('full')
    const third = keep(await startSoftPhone({ username: '1003', enginePort: again.sipPort, speaksHz: 700 }))

    const paged = second.nextCall()
    const page = await first.dial('7100')
    const speaker = await paged
    await until('the page is heard', () => speaker.heardMs(440) > 300)
    await Promise.all([page.hangUp(), speaker.over])

    const asked = first.dial('1002')
    await second.nextRing()
    const [picker, caller] = await Promise.all([third.dial('7200'), asked])
    await until('the two who picked up and called talk', () => picker.heardMs(440) > 300 && caller.heardMs(700) > 300)
    await picker.hangUp()
    await caller.over

    const answered = second.nextCall()
    const [parked, parker] = await Promise.all([first.dial('1002'), answered])
    expect(await parker.transfer('7300')).toBe(202)
    await until('it is in its slot', async () => (await again.control.calls.list()).some(({ slot }) => slot === '300'))
    const taker = await third.dial('7301')
    await until('the two talk', () => taker.heardMs(440) > 300 && parked.heardMs(700) > 300)
    await taker.hangUp()
    await parked.over
    expect((await again.control.health()).disk).toMatchObject({ state: 'full', lostCallRecords: 0 })
    expect((await again.control.cdrs({ limit: 100 })).length).toBeGreaterThanOrEqual(4)
  })
})

it('a full disk under its log costs the engine nothing but the log', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-no-log-'))
  const child = spawnEngine(['--data', dataDir, '--sip', '127.0.0.1:0', '--prompts', '/nowhere'], {
    stderr: openSync('/dev/full', 'w'),
  })
  keep({
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  })
  const { control } = await readyLine(child, () => '')
  const answer = await fetch(`${control}/health`)
  expect(answer.status).toBe(401)
  expect(child.exitCode).toBeNull()
})

async function leaveMessage(engine: TestEngine, phone: SoftPhone): Promise<void> {
  const call = await phone.dial('7000')
  await untilOperation(engine, 'record')
  await pause(1_500)
  await call.hangUp()
}

async function untilDisk(engine: TestEngine, state: string): Promise<void> {
  await until(`the disk is ${state}`, async () => (await engine.control.health()).disk.state === state)
}

const loudMs = ({ samples, sampleRateHz }: ReturnType<typeof readWav>): number =>
  (samples.filter((sample) => Math.abs(sample) > 500).length / sampleRateHz) * 1_000

function partialsIn(dataDir: string): string[] {
  if (!existsSync(dataDir)) return []
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))
}
