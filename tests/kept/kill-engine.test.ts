import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat } from '../harness/design.ts'
import { bundleOf, startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { type SoftPhone, startSoftPhone } from '../harness/soft-phone.ts'
import { pause } from '../harness/until.ts'
import { durationMs, readWav } from '../harness/wav.ts'
import { keep, stopAfterEach } from '../harness/office-under-attack.ts'

stopAfterEach()

/** So many in every run; more where somebody has the time: CALLWRIGHT_KILLS. */
const ROUNDS = Number(process.env['CALLWRIGHT_KILLS'] ?? 10)
/** An engine lives so long in a round, calls, messages, registrations and activations going on. */
const LIVES_MS = { least: 600, most: 2_200 }

/** 7000 is a box without much ado, which takes messages however short. */
const documents = [
  ...company(),
  ...seat('1001'),
  makeDocument('mailbox', {
    id: 'box',
    name: 'Box',
    number: '7000',
    skipGreeting: true,
    skipInstructions: true,
    minMessageSec: 0,
    maxMessages: 1_000,
  }),
  flow('box-flow', { numbers: ['7000'], nodes: { voicemail: { type: 'voicemail', settings: { mailboxId: 'box' } } } }),
]

/** What the engine has said is so. */
interface Acknowledged {
  readonly messages: Set<string>
  activeBundle: string
  /** May have become active without anybody hearing of it. */
  asked: string
  activations: number
  registrations: number
}

it(`an engine killed ${ROUNDS} times at any moment starts again with every message and activation it acknowledged`, {
  timeout: 300_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'callwright-killed-'))
  keep({ stop: async () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }) })
  let engine = await startTestEngine({ dataDir })
  const sip = `127.0.0.1:${engine.sipPort}`
  const first = await engine.activate(documents)
  const phone = keep(
    await startSoftPhone({ username: '1001', enginePort: engine.sipPort, speaksHz: 440, host: '127.0.0.11' }),
  )
  const known: Acknowledged = {
    messages: new Set(),
    activeBundle: first,
    asked: first,
    activations: 0,
    registrations: 0,
  }
  for (let round = 0; round < ROUNDS; round++) {
    const over = new AbortController()
    const dying = use(engine, phone, known, over.signal, round)
    await pause(LIVES_MS.least + Math.random() * (LIVES_MS.most - LIVES_MS.least))
    over.abort()
    await engine.kill()
    await dying
    engine = await startTestEngine({ dataDir, sip })
    await expectKept(engine, known, `round ${round + 1}`)
  }
  keep(engine)
  expect(known.messages.size).toBeGreaterThan(ROUNDS / 4)
  expect(known.activations).toBeGreaterThan(ROUNDS)
  expect(known.registrations).toBeGreaterThan(ROUNDS)
  await engine.stopProcess()
  const db = new Database(join(dataDir, 'engine.db'))
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
})

async function expectKept(engine: TestEngine, known: Acknowledged, when: string): Promise<void> {
  const { activeBundle, problem } = await engine.control.health()
  expect(problem, `${when}: no problem`).toBeNull()
  expect([known.activeBundle, known.asked], `${when}: what runs`).toContain(activeBundle?.id)
  known.activeBundle = activeBundle?.id ?? ''
  known.asked = known.activeBundle
  const messages = await engine.control.messages.list({})
  const ids = new Set(messages.map(({ messageId }) => messageId))
  const lost = [...known.messages].filter((messageId) => !ids.has(messageId))
  expect(lost, `${when}: messages lost`).toEqual([])
  for (const { messageId } of messages.slice(0, 3)) {
    const { base64 } = await engine.control.messages.audio({ messageId })
    expect(durationMs(readWav(Buffer.from(base64, 'base64'))), `${when}: a message is heard`).toBeGreaterThan(0)
  }
  const names = readdirSync(engine.dataDir, { recursive: true, encoding: 'utf8' })
  const halfWritten = names.filter((name) => name.endsWith('.part'))
  expect(halfWritten, `${when}: half-written files`).toEqual([])
}

/** Everything at once, until the engine is gone. */
async function use(
  engine: TestEngine,
  phone: SoftPhone,
  known: Acknowledged,
  signal: AbortSignal,
  round: number,
): Promise<void> {
  const gone = new Promise<'gone'>((resolve) => {
    signal.addEventListener('abort', () => resolve('gone'))
  })
  const repeat = async (work: (time: number) => Promise<void>) => {
    for (let time = 0; time < 1_000 && !signal.aborted; time++) {
      const done = work(time).then(
        () => 'done' as const,
        (error: unknown) => {
          if (!signal.aborted) throw error
          return 'gone' as const
        },
      )
      done.catch(() => {}) // told below, or nobody waits any more
      if ((await Promise.race([done, gone])) === 'gone') return
    }
  }
  await Promise.all([
    ...Array.from({ length: 3 }, () =>
      repeat(async () => {
        const call = await phone.dial('7000')
        await pause(700) // the tone, and a word
        await call.hangUp()
      }),
    ),
    repeat(async () => {
      for (const { messageId } of await engine.control.messages.list({})) known.messages.add(messageId)
      await pause(25)
    }),
    repeat(async (time) => {
      const bundle = bundleOf([...documents, makeDocument('user', { id: 'new', name: `Round ${round}.${time}` })])
      await engine.control.bundle.put(bundle)
      known.asked = bundle.id
      await engine.control.bundle.activate({ id: bundle.id })
      known.activeBundle = bundle.id
      known.activations++
      await pause(20)
    }),
    repeat(async () => {
      if ((await phone.register()) === 200) known.registrations++
      await pause(50)
    }),
  ])
}
