import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDocument } from '../../../callflow/design/document.ts'
import { parseWav } from '../../media/files/wav-format.ts'
import { createSoundCache } from '../../state/sound-cache.ts'
import { temporaryFolder } from '../../state/testing/temporary-folder.ts'
import { MadeSounds } from './made-sounds.ts'
import { Speech } from './speech/speech.ts'

const fixtures = join(import.meta.dirname, '../../../audio/fixtures')
const convertWorker = join(import.meta.dirname, '../../../audio/convert-worker.ts')
const insideAllowed = { account: makeDocument('account', { id: 'a', name: 'A', allowsPrivateWeb: true }) }
const publicOnly = { account: makeDocument('account', { id: 'a', name: 'A' }) }

let server: Server
let at: string
let answers: (path: string) => { status: number; body?: Buffer | string; etag?: string }
let asked: { path: string; match: string | undefined }[]

beforeEach(async () => {
  asked = []
  answers = (path) => ({ status: 200, body: readFileSync(join(fixtures, path)), etag: '"1"' })
  server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    asked.push({ path, match: request.headers['if-none-match'] })
    const { status, body = '', etag } = answers(path)
    response.writeHead(status, etag === undefined ? {} : { ETag: etag }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/` // it listens on a port
})

afterEach(() => void server.close())

function madeSounds(dataDir = temporaryFolder(), maxBytes?: number) {
  let now = 0
  const nowMs = () => now
  const sounds = new MadeSounds({
    cache: createSoundCache({ dataDir, nowMs, ...(maxBytes === undefined ? {} : { maxBytes }) }),
    speech: new Speech({ machine: { platform: 'linux', path: '' } }),
    convertWorker,
    log: { warn: () => {} },
    nowMs,
  })
  const fetch = (path: string, design = insideAllowed) => sounds.make({ kind: 'web', url: at + path }, design)
  return { sounds, fetch, later: (ms: number) => void (now += ms) }
}

describe('a sound from the web', () => {
  it.each(['tone.wav', 'tone.mp3', 'tone-a-law.wav'])('as %s becomes what phones hear', async (path) => {
    const made = await madeSounds().fetch(path)
    const wav = made.ok ? parseWav(readFileSync(made.path)) : undefined
    expect(wav?.ok && wav.audio).toMatchObject({ encoding: 'pcm16', channels: 1, rateHz: 8_000 })
    expect(wav?.ok && wav.audio.frames).toBeGreaterThanOrEqual(2_000)
  })

  it('that many want at once is fetched once', async () => {
    const { fetch } = madeSounds()
    const made = await Promise.all(Array.from({ length: 5 }, () => fetch('tone.wav')))
    expect(new Set(made.map((each) => each.ok && each.path)).size).toBe(1)
    expect(asked).toHaveLength(1)
  })

  it('is not asked about within a minute, then whether it has changed, and fetched anew when it has', async () => {
    const { fetch, later } = madeSounds()
    await fetch('tone.wav')
    later(59_999)
    await fetch('tone.wav')
    expect(asked).toHaveLength(1)
    later(1)
    answers = () => ({ status: 304 })
    expect(await fetch('tone.wav')).toMatchObject({ ok: true })
    expect(asked[1]?.match).toBe('"1"')
    later(59_999)
    await fetch('tone.wav')
    expect(asked).toHaveLength(2)
    later(1)
    answers = () => ({ status: 200, body: readFileSync(join(fixtures, 'tone.mp3')), etag: '"2"' })
    await fetch('tone.wav')
    later(60_000)
    await fetch('tone.wav')
    expect(asked.at(-1)?.match).toBe('"2"')
  })

  it('that was heard before is heard while its server is away', async () => {
    const { fetch, later } = madeSounds()
    const before = await fetch('tone.wav')
    later(100_000)
    answers = () => ({ status: 503 })
    expect(await fetch('tone.wav')).toEqual(before)
  })

  it('from inside is refused without the account allowing it, even when it was fetched while that was so', async () => {
    const { fetch } = madeSounds()
    expect(await fetch('tone.wav')).toMatchObject({ ok: true })
    expect(await fetch('tone.wav', publicOnly)).toMatchObject({
      ok: false,
      why: expect.stringContaining('no public address') as string,
    })
    expect(asked).toHaveLength(1)
  })

  it('that is none says what it is instead', async () => {
    const { fetch } = madeSounds()
    answers = () => ({ status: 200, body: '<html>Not here</html>' })
    expect(await fetch('page')).toMatchObject({ why: expect.stringContaining('it is not audio') as string })
    answers = () => ({ status: 410 })
    expect(await fetch('gone')).toEqual({ ok: false, why: 'the server answered 410' })
    answers = () => ({ status: 304 })
    expect(await fetch('odd')).toMatchObject({ ok: false })
  })

  it('that does not fit is not kept, and says so', async () => {
    const { fetch } = madeSounds(temporaryFolder(), 10_000)
    expect(await fetch('tone.wav')).toMatchObject({ why: expect.stringContaining('cannot be kept') as string })
  })
})

describe('a text', () => {
  const text = { kind: 'speech', text: 'Hello', language: 'en', voice: 'default' } as const

  it('is spoken once by the server of the account, and again for another voice or language', async () => {
    const { sounds } = madeSounds()
    answers = () => ({ status: 200, body: readFileSync(join(fixtures, 'tone.wav')) })
    const design = { account: makeDocument('account', { id: 'a', name: 'A', speechUrl: at }) }
    const first = await sounds.make(text, design)
    expect(first).toMatchObject({ ok: true })
    expect(await sounds.make(text, design)).toEqual(first)
    expect(asked).toHaveLength(1)
    await sounds.make({ ...text, voice: 'male' }, design)
    await sounds.make({ ...text, language: 'de' }, design)
    await sounds.make({ ...text, text: 'Hello.' }, design)
    expect(asked).toHaveLength(4)
  })

  it('that nothing can speak says why', async () => {
    const { sounds } = madeSounds()
    expect(await sounds.make(text, publicOnly)).toMatchObject({
      why: expect.stringContaining('cannot speak') as string,
    })
  })
})
