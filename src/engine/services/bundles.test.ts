import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { designIndex } from '../../callflow/design/design-index.ts'
import { DESIGN_SCHEMA_VERSION, type Document, makeDocument } from '../../callflow/design/document.ts'
import { bundleIdOf, canonicalJson, documentHash, inBundleOrder } from '../control/bundle-id.ts'
import type { Bundle } from '../control/contract.ts'
import { createBlobStore } from '../state/blob-store.ts'
import { createBundleStore } from '../state/bundle-store.ts'
import { openEngineDatabase } from '../state/engine-database.ts'
import { type DirectWrites, writeThrough } from '../state/writes.ts'
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
  const pauses: number[] = []
  let clockMs = 0
  let isFull = false
  const writes: DirectWrites = {
    async atOnce(changes) {
      if (isFull) throw new Error('the disk is full')
      await writeThrough(db).atOnce(changes)
    },
  }
  const make = () =>
    new BundleService({
      bundles: createBundleStore(db, folder, { writes }),
      blobs,
      now: () => 1,
      onActivated: ({ id }) => activated.push(id),
      slices: { now: () => (clockMs += 1), pause: async () => void pauses.push(1) },
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
  return { blobs, fileOf, restart, activated, pauses, refuseWrites: (are: boolean) => void (isFull = are) }
}

/** The designs that an index was made of, by the names of their accounts. */
const preparedFor: (string | undefined)[] = []
designIndex(function* (design) {
  preparedFor.push(design.account?.name)
  yield
  return {}
})

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

describe('making a version active', () => {
  it('takes turns: the one asked for last runs, also after a start', async () => {
    const people = [...Array(50)].map((_, at) => makeDocument('user', { id: `u${at}`, name: `Person ${at}` }))
    const long = version('Long to read', people)
    const { restart, activated } = await setUp([long, c, a])
    const service = await restart()
    activated.length = 0
    const both = await Promise.all([service.activate(long.id), service.activate(c.id)])
    expect(both.map((each) => each.ok && each.previousId)).toEqual([a.id, long.id])
    expect([service.active?.id, ...activated]).toEqual([c.id, long.id, c.id])
    expect((await restart()).active?.id).toBe(c.id)
  })

  it('that cannot be written down changes nothing, and the next one is tried', async () => {
    const { restart, refuseWrites } = await setUp([b, a])
    const service = await restart()
    refuseWrites(true)
    await expect(service.activate(b.id)).rejects.toThrow('the disk is full')
    expect(service.active?.id).toBe(a.id)
    refuseWrites(false)
    expect(await service.activate(b.id)).toEqual({ ok: true, previousId: a.id })
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

describe('a version that is sent piece by piece', () => {
  const people = (count: number) =>
    [...Array(count)].map((_, at) => makeDocument('user', { id: `u${at}`, name: `Person ${at}` }))
  const offerOf = ({ documents, ...about }: Bundle) => {
    const sorted = inBundleOrder(documents)
    const hashes = sorted.map((document) => documentHash(canonicalJson(document)))
    return { offer: { ...about, at: 0, hashes }, sorted, hashes }
  }

  it('needs only what is not here, and then runs, also after a start', async () => {
    const before = version('A', people(3))
    const after = version('A', [...people(3), makeDocument('user', { id: 'new', name: 'New' })])
    const { restart } = await setUp([before])
    const service = await restart()
    const { offer, sorted } = offerOf(after)
    const offered = service.offer(offer)
    const isNew = sorted.filter(({ id }) => id === 'new')
    expect(offered).toEqual({ ok: true, missing: isNew.map((each) => documentHash(canonicalJson(each))) })
    expect(await service.send(after.id, isNew)).toEqual({ ok: true })
    expect(await service.assemble(after.id)).toEqual({ ok: true, missingBlobs: [] })
    expect(service.active?.id).toBe(before.id)
    expect(await service.activate(after.id)).toEqual({ ok: true, previousId: before.id })
    const { active, problem } = await restart()
    expect([active?.id, active?.design.list('user').length, problem]).toEqual([after.id, 4, null])
  })

  it('is refused when a document did not come, and what runs stays', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    const { offer, hashes } = offerOf(b)
    service.offer(offer)
    expect(await service.assemble(b.id)).toEqual({
      ok: false,
      reason: `the document with SHA-256 ${hashes[0]} was not sent`,
    })
    expect(await service.activate(b.id)).toMatchObject({ ok: false })
    expect(service.active?.id).toBe(a.id)
  })

  it('is refused when its documents are not those of its name, or are in another order', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    const both = version('B', people(2))
    const { offer, sorted } = offerOf(both)
    service.offer({ ...offer, hashes: offer.hashes.toReversed() })
    await service.send(both.id, sorted)
    expect(await service.assemble(both.id)).toMatchObject({ ok: false, reason: expect.stringContaining(', not ') })
    service.offer({ ...offer, id: c.id })
    await service.send(c.id, sorted)
    expect(await service.assemble(c.id)).toMatchObject({ ok: false, reason: expect.stringContaining(', not ') })
  })

  it('is refused when it was not begun, when a page is missing, and when more is sent than was offered', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    const { offer, sorted } = offerOf(b)
    const again = { ok: false, reason: `version ${b.id.slice(0, 12)} is not being sent: begin again` }
    expect(await service.send(b.id, sorted)).toEqual(again)
    expect(await service.assemble(b.id)).toEqual(again)
    expect(service.offer({ ...offer, at: 1 })).toEqual(again)
    service.offer(offer)
    expect(service.offer({ ...offer, at: 5 })).toEqual(again)
    expect(await service.send(c.id, sorted)).toMatchObject({ ok: false })
    expect(await service.send(b.id, [...sorted, ...sorted])).toEqual({
      ok: false,
      reason: 'more documents than the 1 that were offered',
    })
  })

  it('lets others have the thread between any few documents, whatever is done with them', async () => {
    const { restart, pauses } = await setUp([a])
    const large = version('Large', people(1_000))
    const service = await restart()
    const { offer, sorted } = offerOf(large)
    const pausesOf = async (work: Promise<unknown>) => {
      pauses.length = 0
      expect(await work).toMatchObject({ ok: true })
      return pauses.length
    }
    service.offer(offer)
    const READING = 330 // the clock of these tests goes on by 1 ms at each look
    expect(await pausesOf(service.send(large.id, sorted))).toBeGreaterThan(READING)
    expect(await pausesOf(service.assemble(large.id))).toBeGreaterThan(2 * READING) // what is lacking, and all of it
    await service.activate(large.id)
    await service.activate(a.id)
    expect(await pausesOf(service.activate(large.id))).toBeGreaterThan(READING)
    expect(await pausesOf(service.rollBack())).toBeGreaterThan(0)
  })

  it('has what calls look things up in before it runs', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    preparedFor.length = 0
    const { offer, sorted } = offerOf(b)
    service.offer(offer)
    await service.send(b.id, sorted)
    expect(await service.assemble(b.id)).toMatchObject({ ok: true })
    expect(preparedFor).toEqual(['B'])
  })

  it('reads no document again that has not changed', async () => {
    const before = version('A', people(2))
    const after = version('A', [...people(2), makeDocument('user', { id: 'new', name: 'New' })])
    const { restart } = await setUp([before])
    const service = await restart()
    const known = service.active?.design.get('u0')
    await service.put(after)
    await service.activate(after.id)
    expect(service.active?.design.get('u0')).toBe(known)
    await service.rollBack()
    expect([service.active?.id, service.active?.design.get('u0') === known]).toEqual([before.id, true])
  })

  it('runs although another was made active while it was on its way', async () => {
    const before = version('A', people(2))
    const after = version('B', people(2))
    const { restart } = await setUp([c, before])
    const service = await restart()
    const { offer, sorted, hashes } = offerOf(after)
    const { missing } = service.offer(offer) as { missing: readonly string[] }
    expect(missing).toHaveLength(1)
    await service.activate(c.id)
    await service.send(
      after.id,
      sorted.filter((_, at) => missing.includes(hashes[at] ?? '')),
    )
    expect(await service.assemble(after.id)).toMatchObject({ ok: true })
    expect(await service.activate(after.id)).toEqual({ ok: true, previousId: c.id })
  })

  it('gives way to one that is begun after it', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    service.offer(offerOf(b).offer)
    service.offer(offerOf(c).offer)
    const ended = { ok: false, reason: `version ${b.id.slice(0, 12)} is not being sent: begin again` }
    expect(await service.send(b.id, offerOf(b).sorted)).toEqual(ended)
    expect(await service.assemble(b.id)).toEqual(ended)
    await service.send(c.id, offerOf(c).sorted)
    expect(await service.assemble(c.id)).toMatchObject({ ok: true })
  })

  it('is gone with a stop in the middle, and what ran runs', async () => {
    const { restart } = await setUp([a])
    const first = await restart()
    first.offer(offerOf(b).offer)
    await first.send(b.id, offerOf(b).sorted)
    const service = await restart()
    expect([service.active?.id, service.problem]).toEqual([a.id, null])
    expect(await service.assemble(b.id)).toMatchObject({ ok: false })
    expect(await service.activate(b.id)).toMatchObject({ ok: false })
  })

  it('is refused when a document in its middle cannot be read, which is named', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    const { documents, ...about } = version('B', people(3))
    const all = documents.map((each) => (each.id === 'u1' ? { ...each, extension: 5 } : each))
    const bad = { ...about, id: bundleIdOf(all), documents: all }
    service.offer(offerOf(bad).offer)
    const refused = { ok: false, reason: expect.stringContaining('user "Person 1": extension: ') }
    expect(await service.send(bad.id, offerOf(bad).sorted)).toMatchObject(refused)
    expect(await service.assemble(bad.id)).toMatchObject({ ok: false })
    expect(await service.put(bad)).toMatchObject(refused)
    expect(service.active?.id).toBe(a.id)
  })

  it('is refused at its offer when it is of a newer Callwright', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    const reason = `the design has schema version ${DESIGN_SCHEMA_VERSION + 1}; this engine knows up to ${DESIGN_SCHEMA_VERSION}`
    const newer = { schemaVersion: DESIGN_SCHEMA_VERSION + 1 }
    expect(service.offer({ ...offerOf(b).offer, ...newer })).toEqual({ ok: false, reason })
    expect(await service.put({ ...b, ...newer })).toEqual({ ok: false, reason })
  })

  it('is refused when two documents have one id', async () => {
    const { restart } = await setUp([a])
    const service = await restart()
    const twice = version('B', [...people(1), makeDocument('user', { id: 'u0', name: 'Again' })])
    const { offer, sorted } = offerOf(twice)
    service.offer(offer)
    await service.send(twice.id, sorted)
    expect(await service.assemble(twice.id)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('two documents have the id u0'),
    })
  })

  it('needs those again that reading has filled in: what is kept is what was sent', async () => {
    const bare = { kind: 'user', id: 'bare', name: 'Bare' }
    const { documents, ...about } = version('A')
    const all = [...documents, bare]
    const bundle = { ...about, id: bundleIdOf(all), documents: all }
    const { restart } = await setUp([bundle])
    const service = await restart()
    expect(service.active?.id).toBe(bundle.id)
    expect(service.offer(offerOf(bundle).offer)).toEqual({ ok: true, missing: [documentHash(canonicalJson(bare))] })
  })
})
