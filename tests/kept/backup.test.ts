import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { company, seat } from '../harness/design.ts'
import { startTestEngine, type TestEngine } from '../harness/engine.ts'
import { flow } from '../harness/flow.ts'
import { keep, stopAfterEach } from '../harness/office-under-attack.ts'
import { startSoftPhone } from '../harness/soft-phone.ts'
import { pause, until } from '../harness/until.ts'

stopAfterEach()

const cli = join(import.meta.dirname, '..', '..', 'src', 'engine', 'cli.ts')
const command = (...args: readonly string[]) => promisify(execFile)(process.execPath, [cli, ...args])

async function metricsOf({ controlUrl }: TestEngine, token: string) {
  const response = await fetch(`${controlUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, text: await response.text() }
}

/** 1002 is rung, 7000 takes messages without much ado. */
const documents = [
  ...company(),
  ...seat('1001'),
  ...seat('1002'),
  makeDocument('mailbox', {
    id: 'box',
    name: 'Box',
    number: '7000',
    skipGreeting: true,
    skipInstructions: true,
    minMessageSec: 0,
  }),
  flow('box-flow', { numbers: ['7000'], nodes: { voicemail: { type: 'voicemail', settings: { mailboxId: 'box' } } } }),
]

it('an engine is counted and backed up while people talk, and another folder goes on with its messages, registrations and design', async () => {
  const work = mkdtempSync(join(tmpdir(), 'callwright-backed-up-'))
  keep({ stop: async () => rmSync(work, { recursive: true, force: true, maxRetries: 5 }) })
  const file = join(work, 'engine.backup')
  const engine = keep(await startTestEngine())
  const bundleId = await engine.activate(documents)
  const at = { enginePort: engine.sipPort, host: '127.0.0.11' }
  const [anna, ben] = [
    keep(await startSoftPhone({ username: '1001', speaksHz: 440, ...at })),
    keep(await startSoftPhone({ username: '1002', speaksHz: 1_000, ...at, host: '127.0.0.12' })),
  ]
  const left = await anna.dial('7000')
  await pause(700) // the tone, and a word
  await left.hangUp()
  const [message] = await until('the message is in the box', async () => {
    const messages = await engine.control.messages.list({})
    return messages.length > 0 && messages
  })

  const answered = ben.nextCall()
  const talk = await anna.dial('1002')
  await answered
  const page = await metricsOf(engine, engine.token)
  expect(page.status).toBe(200)
  for (const line of [
    'callwright_registrations 2',
    'callwright_calls{state="talking"} 1',
    'callwright_legs{state="answered"} 2',
    'callwright_calls_ended_total{direction="internal",outcome="answered",status=""} 1',
    'callwright_call_talk_seconds_count 1',
    'callwright_sip_messages_total{direction="in",message="REGISTER"}',
    'callwright_database_write_seconds_bucket{le="+Inf"}',
  ])
    expect(page.text).toContain(line)
  expect(page.text).not.toMatch(/1001|1002|7000|127\.0\.0/)
  expect((await metricsOf(engine, 'a-token-of-nobody')).status).toBe(401)
  const heardBefore = talk.heardMs(1_000)
  const { stdout } = await command('backup', file, '--data', engine.dataDir)
  expect(stdout).toMatch(/100 % written\n.* holds \d+ files, [\d.]+ MiB\. It holds passwords and keys/s)
  await until('they still hear each other', () => talk.heardMs(1_000) > heardBefore + 200)
  expect(await engine.control.calls.list()).toHaveLength(1)
  await expect(command('restore', file, '--data', engine.dataDir)).rejects.toThrow('stop it first')
  await talk.hangUp()
  await engine.kill()

  const dataDir = join(work, 'restored')
  await command('restore', file, '--data', dataDir)
  expect(readdirSync(dataDir)).not.toContain('running.json')
  const other = keep(await startTestEngine({ dataDir, sip: `127.0.0.1:${engine.sipPort}` }))
  const { activeBundle, problem, registrations } = await other.control.health()
  expect({ id: activeBundle?.id, problem, registrations }).toEqual({ id: bundleId, problem: null, registrations: 2 })
  const [same] = await other.control.messages.list({})
  expect(same).toEqual(message)
  expect(await other.control.messages.audio({ messageId: same?.messageId ?? '' })).toMatchObject({
    base64: expect.stringMatching(/^UklGR/),
  })
  expect(other.token).toBe(engine.token)
  expect(existsSync(join(dataDir, 'running.json'))).toBe(true)
})
