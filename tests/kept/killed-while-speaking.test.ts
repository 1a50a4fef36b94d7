import { randomInt } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { snapshotOf } from '../../src/callflow/design/snapshot.ts'
import { mendWav } from '../../src/engine/media/files/mend-wav.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { freePort } from '../harness/free-port.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { until } from '../harness/until.ts'
import { durationMs, readWav, toneMs } from '../harness/wav.ts'
import { keep, stopAfterEach } from '../harness/office-under-attack.ts'

const ROUNDS = 5
const BYTES_PER_MS = 16
const HEADER_BYTES = 44

stopAfterEach()
const dataDir = mkdtempSync(join(tmpdir(), 'callwright-killed-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const documents = [
  ...snapshotOf([
    ...company({ recordAllCalls: true }),
    ...seat('1001'),
    ...seat('1002'),
    ...seat('1003'),
    makeDocument('mailbox', { id: 'box', name: 'Box', number: '7000', skipGreeting: true, skipInstructions: true }),
    flow('to-box', { numbers: ['7000'], nodes: { box: { type: 'voicemail', settings: { mailboxId: 'box' } } } }),
  ]).documents(),
]

/** The largest recording in the making that is a message, in bytes of sound. */
function spokenBytes(): number {
  const folder = join(dataDir, 'spool')
  const sizes = readdirSync(folder).map((name) => (name.endsWith('.wav') ? statSync(join(folder, name)).size : 0))
  return Math.max(0, ...sizes) - HEADER_BYTES
}

/** As if the kill had come between a second of sound and the header that counts it: in the recordings that play still to their end. */
function killedBeforeTheHeader(): void {
  const folder = join(dataDir, 'recordings')
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.part'))) {
    const bytes = readFileSync(join(folder, name))
    bytes.writeUInt32LE(2, 40)
    writeFileSync(join(folder, name), bytes)
  }
}

it(`in each of ${ROUNDS} kills what was being said is in its box, marked, and the calls have their records`, async () => {
  const sip = `127.0.0.1:${await freePort()}`
  let engine: TestEngine = await startTestEngine({ dataDir, sip })
  keep({ stop: () => engine.stop() })
  await engine.activate(documents)
  const enginePort = engine.sipPort
  const [speaker, caller, callee] = await Promise.all([
    startSoftPhone({ username: '1001', enginePort, speaksHz: 440, host: '127.0.0.11' }).then(keep),
    startSoftPhone({ username: '1002', enginePort, speaksHz: 1_000, host: '127.0.0.12' }).then(keep),
    startSoftPhone({ username: '1003', enginePort, speaksHz: 1_300, host: '127.0.0.13' }).then(keep),
  ])
  for (let round = 1; round <= ROUNDS; round++) {
    const ringing = callee.nextCall()
    const talking = await caller.dial('1003')
    const answered = await ringing
    const speaking = await speaker.dial('7000')
    const wantedMs = randomInt(2_000, 4_000)
    await until('somebody speaks', () => spokenBytes() >= wantedMs * BYTES_PER_MS, 30_000)
    await engine.kill()
    const wereWritten = spokenBytes()
    killedBeforeTheHeader()
    engine = await startTestEngine({ dataDir, sip })

    const messages = await engine.control.messages.list({ mailboxId: 'box' })
    expect(messages, `round ${round}`).toHaveLength(round)
    const [message] = messages
    if (message === undefined) throw new Error('no message')
    expect(message).toMatchObject({ callerNumber: '1001', isNew: true, wasCutShort: true })
    expect(message.durationMs).toBe(Math.round(wereWritten / BYTES_PER_MS))
    expect(Math.abs(Date.now() - message.receivedMs)).toBeLessThan(120_000)
    const audio = await engine.control.messages.audio({ messageId: message.messageId })
    const wav = readWav(Buffer.from(audio.base64, 'base64'))
    expect(durationMs(wav)).toBeGreaterThan(1_900)
    expect(toneMs(wav, 440), 'what was said is heard').toBeGreaterThan(1_000)
    expect(readdirSync(join(dataDir, 'spool'))).toEqual([])

    const cdrs = await engine.control.cdrs({ limit: 100 })
    expect(cdrs).toHaveLength(2 * round)
    for (const dialled of ['7000', '1003']) {
      const cdr = cdrs.find((each) => each.dialled === dialled)
      expect(cdr, `the record of ${dialled}`).toMatchObject({ endReason: 'engine-stopped' })
      expect((cdr?.answeredMs ?? 0) - (cdr?.startedMs ?? 0)).toBeGreaterThanOrEqual(0)
      expect((cdr?.endedMs ?? 0) - (cdr?.answeredMs ?? 0)).toBeGreaterThanOrEqual(0)
    }
    expect(cdrs.find(({ dialled }) => dialled === '1003')?.answeredBy).toBe('device-1003')
    for (const name of readdirSync(join(dataDir, 'recordings'))) {
      const before = readFileSync(join(dataDir, 'recordings', name))
      expect(mendWav(join(dataDir, 'recordings', name)), `${name} plays`).toBeGreaterThan(0)
      expect(readFileSync(join(dataDir, 'recordings', name)).equals(before), `${name} was mended by the start`).toBe(
        true,
      )
    }
    expect(readdirSync(join(dataDir, 'recordings'))).toHaveLength(2 * round)
    await Promise.all([talking.hangUp(), answered.hangUp(), speaking.hangUp()])
    for (const phone of [speaker, caller, callee]) expect(await phone.register()).toBe(200)
  }
})
