import { describe, expect, it, onTestFinished } from 'vitest'
import type { MailSettings } from '../../../callflow/design/kinds/mail-settings.ts'
import { SimClock } from '../../sip/testing/sim-clock.ts'
import { openEngineDatabase } from '../../state/engine-database.ts'
import { createMailRows } from '../../state/mail-rows.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import type { Mail } from './mail.ts'
import { type MailFate, MailQueue } from './mail-queue.ts'
import { answering, type MailServer, settingsFor, startMailServer, startStrange } from './testing/mail-server.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const short = { greetingMs: 1_000, silenceMs: 1_000, totalMs: 1_500 }

const mail = (id: string, to: readonly string[] = ['ann@example.test']): Mail => ({
  id,
  createdMs: 0,
  to: [...to],
  subject: id,
  text: 'text',
  about: 'a message in "Box"',
})

/** A queue on a folder of its own, or an earlier one's, on simulated time; its servers are real. */
function open(settings: MailSettings | undefined, dataDir = temporaryFolder()) {
  const clock = new SimClock()
  const db = openEngineDatabase(dataDir)
  onTestFinished(() => void db.close())
  const rows = createMailRows(db)
  const said: string[] = []
  const fates: string[] = []
  const now = { settings }
  const about = { rows, find: () => undefined, clock, timers: clock, delivery: { limits: short } }
  const queue = new MailQueue({ ...about, settings: () => now.settings, say: (message) => said.push(message) })
  const waited: string[] = []
  const add = (what: Mail) =>
    queue.add(what, (fate: MailFate) => {
      if (fate === 'waiting') waited.push(what.id)
      else fates.push(`${what.id} ${fate}`)
    })
  return { queue, clock, rows, said, fates, waited, now, dataDir, add }
}

const until = async (what: () => boolean) => {
  await expect.poll(what, { timeout: 10_000, interval: 5 }).toBe(true)
}
const subjects = ({ received }: MailServer) =>
  received.map(({ source }) => /^Subject: (.*)$/m.exec(source)?.[1]?.trim())

/** Takes nothing the first `times` times. */
const putsOff = (times: number, tried: string[] = []) =>
  startMailServer({
    onRcptTo: ({ address }, _session, done) => {
      tried.push(address)
      if (tried.length <= times) done(answering(451, 'greylisted'))
      else done()
    },
  })

describe('mails on their way', () => {
  it('leave one after another, and nothing of them stays', async () => {
    const server = await startMailServer()
    const { add, rows, fates, said, queue } = open(settingsFor(server.port))
    for (const id of ['a', 'b', 'c']) expect(add(mail(id))).toBe(true)
    await until(() => fates.length === 3)
    expect(subjects(server)).toEqual(['a', 'b', 'c'])
    expect([rows.all(), said, queue.size]).toEqual([[], [], 0])
  })

  it('that are put off come again after some minutes, and others do not wait for them', async () => {
    const server = await putsOff(2)
    const { add, clock, rows, fates, said, waited } = open(settingsFor(server.port))
    add(mail('a'))
    await until(() => rows.all()[0]?.tries === 1)
    expect(waited).toEqual(['a'])
    await clock.advance(MINUTE_MS - 1)
    expect(rows.all()).toMatchObject([{ tries: 1 }])
    await clock.advance(1)
    await until(() => rows.all()[0]?.tries === 2)
    add(mail('b'))
    await until(() => fates.includes('b taken'))
    await clock.advance(5 * MINUTE_MS)
    await until(() => fates.includes('a taken'))
    expect(subjects(server)).toEqual(['b', 'a'])
    expect(said).toEqual([])
  })

  it('that are put off for a day are given up, and that is said', async () => {
    const tried: string[] = []
    const server = await putsOff(1_000, tried)
    const { add, clock, rows, fates, said } = open(settingsFor(server.port))
    add(mail('a'))
    const times = [0, 1, 5, 15, 30, 60, 120, 240, 240, 240, 240, 240, 240]
    for (const [at, minutes] of times.entries()) {
      await clock.advance(minutes * MINUTE_MS)
      await until(() => tried.length === at + 1 && (rows.all()[0]?.tries === at + 1 || fates.length === 1))
    }
    expect(fates).toEqual(['a given-up'])
    expect(said).toEqual(['A mail about a message in "Box" was put off for a day and is given up: 451 greylisted'])
    expect(rows.all()).toEqual([])
  })

  it('that are refused are over, and who has one does not get it again', async () => {
    const asked: string[] = []
    let comesBack = false
    const server = await startMailServer({
      onRcptTo: ({ address }, _session, done) => {
        asked.push(address)
        if (address.startsWith('ann')) done(answering(550, 'no such user'))
        else if (address.startsWith('bob') && !comesBack) done(answering(450, 'later'))
        else done()
      },
    })
    const { add, clock, rows, fates, said } = open(settingsFor(server.port))
    add(mail('a', ['ann@example.test', 'bob@example.test', 'cy@example.test']))
    await until(() => rows.all()[0]?.tries === 1)
    expect(fates).toEqual(['a given-up'])
    expect(said).toEqual([
      'A mail about a message in "Box" was refused for 1 of 3 addresses and is not sent again: 550 no such user',
    ])
    comesBack = true
    await clock.advance(MINUTE_MS)
    await until(() => rows.all().length === 0)
    expect(asked.slice(3)).toEqual(['bob@example.test'])
    expect(server.received.map(({ to }) => to)).toEqual([['cy@example.test'], ['bob@example.test']])
    expect(fates).toEqual(['a given-up'])
  })
})

describe('a server that cannot be spoken to', () => {
  it('is asked by one mail at a time, rarer and rarer, and said once', async () => {
    let asked = 0
    const { port } = await startStrange((socket) => {
      asked++
      socket.end('no mail here\r\n')
    })
    const { add, clock, said, queue, waited } = open(settingsFor(port))
    for (const id of ['a', 'b', 'c']) add(mail(id))
    await until(() => said.length === 1)
    expect(waited).toEqual(['a', 'b', 'c'])
    add(mail('d'))
    expect(waited).toEqual(['a', 'b', 'c', 'd'])
    expect(said).toEqual([
      expect.stringMatching(/^No mail leaves: .*no mail here.* What waits is tried again for a day\.$/),
    ])
    for (const [at, seconds] of [5, 15, 30].entries()) {
      await clock.advance(seconds * 1_000 - 1)
      expect(asked).toBe(at + 1)
      await clock.advance(1)
      await until(() => asked === at + 2 && clock.pendingCount === 1)
    }
    expect([said.length, queue.size]).toEqual([1, 4])
  })

  it('gets all when it is back, by other settings at once', async () => {
    const server = await startMailServer()
    const { port } = await startStrange(() => {})
    const { add, said, fates, now, queue, clock } = open(settingsFor(port))
    add(mail('a'))
    add(mail('b'))
    await until(() => said.length === 1 && clock.pendingCount === 1)
    now.settings = settingsFor(server.port)
    queue.retry()
    await until(() => fates.length === 2)
    expect(subjects(server)).toEqual(['a', 'b'])
    expect(said[1]).toBe('Mail leaves again.')
  })

  it('that stays away for a day costs every mail that waited so long, and that is said', async () => {
    const { port } = await startStrange((socket) => void socket.end())
    const { add, said, fates, clock, rows } = open(settingsFor(port))
    add(mail('a'))
    add(mail('b'))
    await until(() => said.length === 1 && clock.pendingCount === 1)
    await clock.advance(23 * HOUR_MS)
    await until(() => clock.pendingCount === 1)
    add(mail('young'))
    await clock.advance(HOUR_MS)
    await until(() => fates.length === 2)
    expect(fates).toEqual(['a given-up', 'b given-up'])
    expect(said[1]).toMatch(/^No mail has left for a day: 2 are given up\./)
    expect(rows.all().map((each) => each.mail.id)).toEqual(['young'])
  })

  it('nothing leaves without settings, and nothing is lost', async () => {
    const server = await startMailServer()
    const { add, said, now, queue, fates } = open(undefined)
    add(mail('a'))
    await until(() => said.length === 1)
    expect(said[0]).toMatch(/the account names no mail server/)
    now.settings = settingsFor(server.port)
    queue.retry()
    await until(() => fates.length === 1)
    expect(subjects(server)).toEqual(['a'])
  })
})

describe('another start', () => {
  it('goes on with what waited, the oldest first, and with how long it had waited', async () => {
    const server = await putsOff(2)
    const before = open(settingsFor(server.port))
    before.add({ ...mail('new'), createdMs: 2 })
    await until(() => before.rows.all()[0]?.tries === 1)
    before.add({ ...mail('old'), createdMs: 1 })
    await until(() => before.rows.all().every(({ tries }) => tries === 1))
    await before.clock.advance(30_000)
    await before.queue.close()
    expect(before.rows.all().map(({ waitedMs }) => waitedMs)).toEqual([30_000, 30_000])

    const after = open(settingsFor(server.port), before.dataDir)
    after.queue.start()
    await until(() => after.rows.all().length === 0)
    expect(subjects(server)).toEqual(['old', 'new'])
  })

  it('sends what was under way, under the same id', async () => {
    const { port } = await startStrange((socket) => void socket.write('220 slow\r\n'))
    const before = open(settingsFor(port))
    before.add(mail('a'))
    await before.queue.close()
    expect([before.said, before.fates]).toEqual([[], []])
    const server = await startMailServer()
    const after = open(settingsFor(server.port), before.dataDir)
    after.queue.start()
    await until(() => after.rows.all().length === 0)
    expect(server.received[0]?.source).toMatch(/^Message-ID: <a@example\.test>/m)
  })
})
