import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { settingsFor, startMailServer } from '../../src/engine/services/mail/testing/mail-server.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav } from '../harness/wav.ts'
import { keep, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

const step = (number: string, type: string, settings: Readonly<Record<string, unknown>>) =>
  flow(`flow-${number}`, { numbers: [number], nodes: { only: { type, settings } } })

const people = ['1001', '1002', '1003', '1004', '1005', '1006'] as const
const documentsFor = (mailPort: number) => [
  ...company({ mail: settingsFor(mailPort) }),
  ...people.flatMap((extension) => seat(extension)),
  makeDocument('queue', { id: 'queue', name: 'Line', agentIds: [] }),
  makeDocument('mailbox', {
    id: 'box',
    name: 'Box',
    number: '7000',
    skipGreeting: true,
    skipInstructions: true,
    notifyEmails: ['a@example.test'],
  }),
  step('7000', 'voicemail', { mailboxId: 'box' }),
  step('7101', 'park', { slot: '101', retrieveIfOccupied: false, ringBackSec: 300 }),
  step('7501', 'retrieve', { slot: '101' }),
  step('8000', 'queue', { queueId: 'queue' }),
  step('9000', 'page-group', { members: [{ id: 'user-1006' }] }),
]

/**
 * What can be true once the process is dead: conversations are over, and their phones find out by themselves. All that is more than a call is back: who
 * is where, what was said and whom to tell of it, a record of every call that says why it ended. A call that waited in a slot waits there again.
 */
it('an engine killed with calls parked, queued and paged and mail waiting comes back with the parked one and all the rest, and without the others', {
  timeout: 120_000,
}, async () => {
  const away = await startMailServer()
  await away.close()
  const engine = keep(await startTestEngine())
  await engine.activate(documentsFor(away.port))
  const phones = await Promise.all(
    people.map(async (username, at) =>
      keep(await startSoftPhone({ username, enginePort: engine.sipPort, speaksHz: 400 + 100 * at })),
    ),
  )
  const [parked, parker, queued, pager, speaker, paged] = phones
  if (!parked || !parker || !queued || !pager || !speaker || !paged) throw new Error('a phone is missing')
  const [waiting, parkers] = await Promise.all([parked.dial('1002'), parker.nextCall()])
  expect(await parkers.transfer('7101')).toBe(202)
  await queued.dial('8000')
  await Promise.all([pager.dial('9000'), paged.nextCall()])
  const message = await speaker.dial('7000')
  await pause(2_000)
  await message.hangUp()
  await until('the message', async () => (await engine.control.messages.list({})).length === 1)
  await until('mail waits', () => /No mail leaves/.test(engine.log()))
  await until('each call is where it was sent', async () => {
    const calls = await engine.control.calls.list()
    return calls.length === 3 && calls.some(({ slot }) => slot === '101')
  })
  const lives = await engine.control.calls.list()
  const inSlot = lives.find(({ slot }) => slot === '101')
  await pause(2_500) // the journal has looked at them
  await engine.kill()
  const server = await startMailServer({}, away.port)
  const again = keep(await startTestEngine({ dataDir: engine.dataDir, sip: `127.0.0.1:${engine.sipPort}` }))

  const registered = (await again.control.registrations()).map(({ deviceId }) => deviceId)
  expect(registered.toSorted()).toEqual(people.map((extension) => `device-${extension}`))
  const [kept] = await again.control.messages.list({})
  expect(kept).toMatchObject({ mailboxId: 'box', isNew: true, callerNumber: '1005' })
  const { base64 } = await again.control.messages.audio({ messageId: kept?.messageId ?? '' })
  expect(durationMs(readWav(Buffer.from(base64, 'base64')))).toBeGreaterThan(1_000)
  await until('the mail', () => server.received.length === 1)
  await pause(1_000)
  expect(server.received).toHaveLength(1)

  const stopped = (await again.control.cdrs({})).filter(({ endReason }) => endReason === 'engine-stopped')
  const others = lives.filter(({ slot }) => slot === '')
  expect(stopped.map(({ callId }) => callId).toSorted()).toEqual(others.map(({ callId }) => callId).toSorted())
  expect(stopped.map(({ dialled }) => dialled).toSorted()).toEqual(['8000', '9000'])
  expect(await again.control.calls.list()).toMatchObject([
    { callId: inSlot?.callId, slot: '101', callerNumber: '1001', startedMs: inSlot?.startedMs },
  ])

  const taken = await pager.dial('7501')
  await until('they hear each other', () => waiting.heardMs(700) > 500 && taken.heardMs(400) > 500)
  expect(waiting.isOver).toBe(false)
  expect(await again.control.calls.list()).toMatchObject([{ callerNumber: '1004', slot: '', state: 'talking' }])
  await taken.hangUp()
  await until('both are gone', () => waiting.isOver)
})
