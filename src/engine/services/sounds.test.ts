import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import type { Sound } from '../../callflow/run/operation.ts'
import { spokenLanguages } from '../../callflow/run/spoken-languages.ts'
import { createBlobStore } from '../state/blob-store.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { createSounds } from './sounds.ts'

const design = snapshotOf([makeDocument('account', { id: 'account', name: 'Test', language: 'de-AT' })])

const nothing = { pathOf: () => undefined }
const others = { messages: nothing, kept: nothing, made: { make: () => Promise.reject(new Error('not asked for')) } }
const stranger = { name: '', number: '', origin: { kind: 'trunk' } } as const

/** Which file a prompt comes from, among a few; undefined when none has it. */
function played(promptId: string, language: string): string | undefined {
  const prompts = temporaryFolder()
  for (const name of ['en/hello', 'en/bye', 'fr/hello', 'fr-ca/hello', 'de/bye']) {
    const path = join(prompts, `${name}.wav`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '')
  }
  const sounds = createSounds({ prompts, music: prompts }, createBlobStore(temporaryFolder()), others)
  const languages = spokenLanguages({ design, language, caller: stranger })
  const about = { design, languages, recordingPath: () => undefined }
  const found = sounds.resolve([{ kind: 'prompt', promptId }], about)
  const [source] = found.ok ? found.sources : []
  return source?.kind === 'file' ? source.path.slice(prompts.length + 1) : undefined
}

describe('the language of prompts on live calls (B1 Language)', () => {
  it.each([
    ['given a step chose one, then prompts are in it', 'hello', 'fr-ca', 'fr-ca/hello.wav'],
    ['given that country has none of its own, then in the language', 'hello', 'fr-be', 'fr/hello.wav'],
    ["given that language lacks the prompt, then in the account's", 'bye', 'fr', 'de/bye.wav'],
    ["given no step chose one, then in the account's", 'bye', '', 'de/bye.wav'],
    ["given the account's lacks it, then in English", 'hello', '', 'en/hello.wav'],
    ['given no language has it, then it is missing', 'huh', 'fr', undefined],
  ])('%s', (_what, promptId, language, path) => {
    expect(played(promptId, language)).toBe(path)
  })
})

it('a prompt that is missing is looked for again after ten seconds, and one that was found is not looked for again', () => {
  const prompts = temporaryFolder()
  let nowMs = 0
  const sounds = createSounds({ prompts, music: prompts }, createBlobStore(temporaryFolder()), others, () => nowMs)
  const isThere = () =>
    sounds.resolve([{ kind: 'prompt', promptId: 'new' }], { design, languages: ['en'], recordingPath: () => undefined })
      .ok
  expect(isThere()).toBe(false)
  mkdirSync(join(prompts, 'en'))
  writeFileSync(join(prompts, 'en', 'new.wav'), '')
  nowMs = 9_999
  expect(isThere()).toBe(false)
  nowMs = 10_000
  expect(isThere()).toBe(true)
  rmSync(join(prompts, 'en', 'new.wav'))
  expect(isThere()).toBe(true)
})

describe("a company's own prompts (M18)", () => {
  const sha256 = createHash('sha256').update('own').digest('hex')
  const own = snapshotOf([
    makeDocument('account', {
      id: 'account',
      name: 'Test',
      prompts: { 'fr/hello': 'mine', 'de/hello': 'gone', 'en/digits/1': 'mine' },
    }),
    makeDocument('media', { id: 'mine', name: 'Mine', sha256 }),
  ])
  const heard = async (sound: Sound, languages: readonly string[]) => {
    const [prompts, blobs] = [temporaryFolder(), createBlobStore(temporaryFolder())]
    for (const name of ['en/hello', 'de/hello', 'fr/hello', 'en/digits/1']) {
      mkdirSync(dirname(join(prompts, `${name}.wav`)), { recursive: true })
      writeFileSync(join(prompts, `${name}.wav`), '')
    }
    await blobs.put(sha256, Buffer.from('own'))
    const sounds = createSounds({ prompts, music: prompts }, blobs, others)
    const found = sounds.resolve([sound], { design: own, languages, recordingPath: () => undefined })
    const [source] = found.ok ? found.sources : []
    if (source?.kind !== 'file') return undefined
    return source.path === blobs.pathOf(sha256) ? 'own' : source.path.slice(prompts.length + 1)
  }
  const hello = { kind: 'prompt', promptId: 'hello' } as const

  it.each([
    ['is heard in its language', ['fr', 'en'], 'own'],
    ['is heard in a country of it that has none', ['fr-ca', 'fr', 'en'], 'own'],
    ['is not heard in another language', ['en'], 'en/hello.wav'],
    ['gives way to what we ship where its sound is not there', ['de', 'en'], 'de/hello.wav'],
  ] as const)('%s', async (_what, languages, path) => expect(await heard(hello, languages)).toBe(path))

  it('is heard in numbers that are read out too', async () => {
    expect(await heard({ kind: 'digits', text: '1' }, ['en'])).toBe('own')
  })
})
