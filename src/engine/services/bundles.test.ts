import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DESIGN_SCHEMA_VERSION, type Document, makeDocument } from '../../callflow/design/document.ts'
import { bundleIdOf } from '../control/bundle-id.ts'
import type { Bundle } from '../control/contract.ts'
import { createBlobStore } from '../state/blob-store.ts'
import { createBundleStore } from '../state/bundle-store.ts'
import { openEngineDatabase } from '../state/engine-database.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { BundleService } from './bundles.ts'

const sound = Buffer.from('a sound')
const sha256 = createHash('sha256').update(sound).digest('hex')
const greeting = makeDocument('media', { id: 'greeting', name: 'Greeting', sha256, sizeBytes: sound.length })

/** A version of the design that is told by the name of its account. */
function version(name: string, documents: readonly Document[] = []): Bundle {
  const all = [makeDocument('account', { id: 'account', name }), ...documents].map((each) => ({ ...each }))
  const about = { designId: 'design', designName: name, schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: 1 }
  return { id: bundleIdOf(all), ...about, documents: all }
}

async function setUp(versions: readonly Bundle[]) {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  const blobs = createBlobStore(folder)
  const activated: string[] = []
  const make = () =>
    new BundleService({
      bundles: createBundleStore(db, folder),
      blobs,
      now: () => 1,
      onActivated: ({ id }) => activated.push(id),
    })
  const first = make()
  for (const bundle of versions) {
    await first.put(bundle)
    await first.activate(bundle.id)
  }
  const fileOf = ({ id }: Bundle) => join(folder, 'bundles', `${id}.json`)
  const restart = async () => {
    activated.length = 0
    const service = make()
    await service.start()
    return service
  }
  return { blobs, fileOf, restart, activated }
}

const nameOf = (bundle: Bundle) => `version ${bundle.id.slice(0, 12)} of "${bundle.designName}"`
const [a, b, c] = [version('A'), version('B'), version('C')]

const damages: readonly (readonly [string, (path: string) => void, string])[] = [
  ['is missing', (path) => rmSync(path), 'its file is missing'],
  ['is empty', (path) => truncateSync(path, 0), 'its file is damaged: Unexpected end of JSON input'],
  ['is cut off', (path) => truncateSync(path, 100), 'its file is damaged: '],
  ['is all zeros', (path) => writeFileSync(path, Buffer.alloc(300)), 'its file is damaged: '],
  ['is something else', (path) => writeFileSync(path, '{"kind":"shopping list"}'), 'its file is damaged: '],
  [
    'has one letter changed',
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"name":"C"', '"name":"D"')),
    'its file is damaged: the documents have SHA-256 ',
  ],
  [
    'is of a newer Callwright',
    (path) => {
      const bundle = JSON.parse(readFileSync(path, 'utf8')) as Bundle
      writeFileSync(path, JSON.stringify({ ...bundle, schemaVersion: DESIGN_SCHEMA_VERSION + 1 }))
    },
    `the design has schema version ${DESIGN_SCHEMA_VERSION + 1}; this engine knows up to ${DESIGN_SCHEMA_VERSION}`,
  ],
]

describe('an active version', () => {
  it('that is whole runs again after a start, and there is no problem', async () => {
    const { restart, activated } = await setUp([a, b])
    const { active, problem } = await restart()
    expect([active?.id, problem]).toEqual([b.id, null])
    expect(activated).toEqual([b.id])
  })

  it.each(damages)('whose file %s gives way to the one before, and that is said', async (_what, damage, reason) => {
    const { fileOf, restart, activated } = await setUp([a, b, c])
    damage(fileOf(c))
    const service = await restart()
    expect(service.active).toMatchObject({ id: b.id, designName: 'B' })
    expect(activated).toEqual([b.id])
    expect(service.problem).toContain(`${nameOf(c)} cannot be loaded: ${reason}`)
    expect(service.problem).toMatch(new RegExp(`; ${nameOf(b)} runs instead until you deploy again$`))
  })

  it('that is damaged like those before it gives way to the latest that is not', async () => {
    const { fileOf, restart } = await setUp([a, b, c])
    truncateSync(fileOf(c), 50)
    rmSync(fileOf(b))
    const service = await restart()
    expect(service.active?.id).toBe(a.id)
    expect(service.problem).toContain(`${nameOf(b)} cannot be loaded: its file is missing; ${nameOf(a)} runs instead`)
  })

  it('that is damaged like all others leaves nothing that runs, and at most three are named', async () => {
    const all = ['1', '2', '3', '4', '5'].map((name) => version(name))
    const { fileOf, restart } = await setUp(all)
    for (const each of all) rmSync(fileOf(each))
    const service = await restart()
    expect(service.active).toBeUndefined()
    expect(service.problem?.match(/cannot be loaded/g)).toHaveLength(3)
    expect(service.problem).toMatch(/; and 2 more; no version runs, and calls are refused until you deploy again$/)
  })

  it('that is damaged is not forgotten: mended, it runs again', async () => {
    const { fileOf, restart } = await setUp([a, b])
    const whole = readFileSync(fileOf(b))
    truncateSync(fileOf(b), 50)
    expect((await restart()).active?.id).toBe(a.id)
    writeFileSync(fileOf(b), whole)
    const { active, problem } = await restart()
    expect([active?.id, problem]).toEqual([b.id, null])
  })

  it('that is damaged is whole once it is deployed again, and the problem is over', async () => {
    const { fileOf, restart } = await setUp([a, b])
    truncateSync(fileOf(b), 50)
    const service = await restart()
    await service.put(b)
    expect(await service.activate(b.id)).toMatchObject({ ok: true, previousId: a.id })
    expect([service.active?.id, service.problem]).toEqual([b.id, null])
    expect((await restart()).active?.id).toBe(b.id)
  })
})

describe('rolling back', () => {
  it('passes over what cannot be loaded, and leaves what runs when nothing can', async () => {
    const { fileOf, restart } = await setUp([a, b, c])
    rmSync(fileOf(b))
    const service = await restart()
    expect(service.canRollBack).toBe(true)
    expect(await service.rollBack()).toEqual({ ok: true, id: a.id })
    rmSync(fileOf(c))
    expect(await service.rollBack()).toEqual({ ok: false, reason: 'its file is missing' })
    expect(service.active?.id).toBe(a.id)
  })

  it('goes from the one that runs in place of a damaged one to the one before', async () => {
    const { fileOf, restart } = await setUp([a, b, c])
    rmSync(fileOf(c))
    const service = await restart()
    expect(service.active?.id).toBe(b.id)
    expect(await service.rollBack()).toEqual({ ok: true, id: a.id })
  })

  it('with nothing before is refused', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    expect(service.canRollBack).toBe(false)
    expect(await service.rollBack()).toMatchObject({ ok: false, reason: 'there is no earlier bundle to go back to' })
  })
})

describe('a sound of the active version', () => {
  const withSound = version('With a sound', [greeting])

  it.each([
    ['missing', (path: string) => rmSync(path)],
    ['cut off', (path: string) => truncateSync(path, 3)],
  ])('that is %s is named; the version runs, and the next deploy is asked for the sound', async (_what, damage) => {
    const { blobs, restart } = await setUp([a])
    await blobs.put(sha256, sound)
    const first = await restart()
    expect(await first.put(withSound)).toEqual({ ok: true, missingBlobs: [] })
    await first.activate(withSound.id)
    damage(blobs.pathOf(sha256))
    const service = await restart()
    expect(service.active?.id).toBe(withSound.id)
    expect(service.problem).toBe(
      `sounds of ${nameOf(withSound)} are missing or damaged and are not played: "Greeting"; deploy again to send them`,
    )
    expect(await service.put(withSound)).toEqual({ ok: true, missingBlobs: [sha256] })
    await blobs.put(sha256, sound)
    expect(await service.put(withSound)).toEqual({ ok: true, missingBlobs: [] })
    await service.activate(withSound.id)
    expect(service.problem).toBeNull()
  })
})
