import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createSecureContext } from 'node:tls'
import { afterEach, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { createUserAgent } from '../../src/engine/sip/create-user-agent.ts'
import { sampleSdp } from '../../src/engine/sip/testing/sdp-samples.ts'
import { makeAuthority, makeServerCertificate } from '../../src/engine/tls/make-certificate.ts'
import { passwordOf, seat } from '../harness/design.ts'
import { flow } from '../harness/flow.ts'
import { pause, until } from '../harness/until.ts'
import { durationMs, readWav } from '../harness/wav.ts'
import { keep, officeUnderAttack, stopAfterEach } from '../harness/office-under-attack.ts'

const HOUR_MS = 3_600_000
const DAY_SEC = 86_400
const jumpsMs = [2 * HOUR_MS, -2 * HOUR_MS, -5 * HOUR_MS]

const folder = mkdtempSync(join(tmpdir(), 'callwright-clock-'))
const file = join(folder, 'by-ms')
const before = { ...process.env }
process.env['SETTABLE_DATE_FILE'] = file
process.env['NODE_OPTIONS'] = `--import ${pathToFileURL(join(import.meta.dirname, '../harness/settable-date.ts')).href}`
stopAfterEach()
afterEach(() => {
  process.env = before
  rmSync(folder, { recursive: true, force: true })
})

/** The hour around that moment, every day. */
function hourAround(id: string, atMs: number) {
  const fromSec = Math.floor(atMs / 1_000 - 1_800 + DAY_SEC) % DAY_SEC
  return makeDocument('schedule-rule', { id, name: id, fromSec, untilSec: (fromSec + 3_600) % DAY_SEC })
}

it('a clock set by hours in the middle of everything ends no call, no registration and no message', async () => {
  const shortBox = { skipGreeting: true, skipInstructions: true, minMessageSec: 1 }
  const startMs = Date.now()
  const documents = [
    ...seat('1003'),
    makeDocument('mailbox', { id: 'now', name: 'Now', number: '7001', ...shortBox }),
    makeDocument('mailbox', { id: 'later', name: 'Later', number: '7002', ...shortBox }),
    hourAround('around-later', startMs + 2 * HOUR_MS),
    flow('hours', {
      numbers: ['7000'],
      nodes: {
        hours: {
          type: 'time-of-day',
          settings: { routes: ['around-later'] },
          wires: { 'around-later': 'later', _: 'now' },
        },
        now: { type: 'voicemail', settings: { mailboxId: 'now' } },
        later: { type: 'voicemail', settings: { mailboxId: 'later' } },
      },
    }),
  ]
  const office = await officeUnderAttack(documents, { args: ['--tls', '127.0.0.1:0'] })
  const { engine, first, second } = office
  const { control } = engine
  const overTls = keep(await tlsPhone('1003', engine.sipTlsPort))
  await office.expectUnharmed()

  let aheadMs = 0
  let timesSet = 0
  const noticed = () => engine.log().match(/the clock of this machine was set (forward|back) by/g)?.length ?? 0
  const setClock = async (byMs: number) => {
    writeFileSync(file, String(byMs))
    engine.process.kill('SIGUSR2')
    aheadMs += byMs
    timesSet++
    await until('the engine notices', () => noticed() === timesSet)
  }
  const boxes: string[] = []
  for (const byMs of jumpsMs) {
    const ringing = second.nextCall()
    const talking = await first.dial('1002')
    const answered = await ringing
    const spoken = await second.dial('7000')
    await until('the message is being spoken', async () => {
      const calls = await control.calls.list()
      return calls.some(({ dialled, nodeId }) => dialled === '7000' && nodeId !== null)
    })
    await pause(1_000)
    await setClock(byMs)
    await pause(1_200)
    expect(await control.registrations()).toHaveLength(3)
    expect(await control.calls.list(), 'both calls go on').toHaveLength(2)
    await Promise.all([talking.hangUp(), answered.hangUp(), spoken.hangUp()])
    const toTls = await first.dial('1003')
    await toTls.hangUp()
    const cdrs = await until('both call records', async () => {
      const all = (await control.cdrs({ limit: 3 })).filter(({ dialled }) => dialled !== '1003')
      return (
        all.length === 2 &&
        all.every(({ dialled }) => dialled === '1002' || dialled === '7000') &&
        (await noCalls()) &&
        all
      )
    })
    for (const { startedMs, answeredMs, endedMs } of cdrs) {
      expect(endedMs - startedMs).toBeGreaterThan(2_000)
      expect(endedMs - startedMs).toBeLessThan(60_000)
      expect(endedMs - (answeredMs ?? 0)).toBeLessThanOrEqual(endedMs - startedMs)
    }
    const [message] = (await control.messages.list({})).filter(({ messageId }) => !boxes.includes(messageId))
    if (message === undefined) throw new Error('the message is gone')
    boxes.push(message.messageId)
    expect(message.mailboxId, 'the hours are those of the clock when the call came').toBe(
      aheadMs - byMs === 2 * HOUR_MS ? 'later' : 'now',
    )
    expect(message.durationMs).toBeGreaterThan(1_500)
    expect(message.durationMs).toBeLessThan(60_000)
    expect(Math.abs(message.receivedMs - (Date.now() + aheadMs)), 'when it came is what the clock says').toBeLessThan(
      60_000,
    )
    const audio = await control.messages.audio({ messageId: message.messageId })
    expect(durationMs(readWav(Buffer.from(audio.base64, 'base64')))).toBeGreaterThan(1_500)
  }
  expect(overTls.flows.size, 'one connection for all of its calls').toBe(1)
  expect(overTls.calls(), 'a call after each').toBe(jumpsMs.length)
  await office.expectUnharmed()
  expect(readdirSync(join(engine.dataDir, 'spool')), 'nothing is left of what is where it belongs').toEqual([])
  expect(noticed(), 'each is said once').toBe(jumpsMs.length)

  async function noCalls(): Promise<boolean> {
    return (await control.calls.list()).length === 0
  }
})

/** A phone that registers once over TLS, answers, and knows by which connections it was called. */
async function tlsPhone(username: string, port: number) {
  const shown = await makeServerCertificate(['127.0.0.1'], await makeAuthority(Date.now()), Date.now())
  const userAgent = createUserAgent({
    listen: [{ transport: 'tls', host: '127.0.0.1', port: 0 }],
    userAgentName: 'Callwright test phone on TLS',
    tls: {
      context: () => createSecureContext({ cert: shown.certificate, key: shown.key }),
      isUnchecked: () => true,
    },
  })
  const [listening] = await userAgent.start()
  const flows = new Set<string | undefined>()
  let calls = 0
  userAgent.onInvite((session) => {
    flows.add(session.source.flowId)
    calls++
    session.on({})
    session.answer({ sdp: sampleSdp(3) })
  })
  const aor = { uri: `sip:${username}@127.0.0.1` }
  const { status } = await userAgent.request({
    method: 'REGISTER',
    target: `sip:127.0.0.1:${port};transport=tls`,
    from: aor,
    to: aor,
    headers: [
      ['Contact', `<sip:${username}@127.0.0.1:${listening?.port};transport=tls>`],
      ['Expires', '3600'],
    ],
    credentials: { username, password: passwordOf(username) },
  })
  expect(status, 'it registers').toBe(200)
  return { flows, calls: () => calls, stop: () => userAgent.close() }
}
