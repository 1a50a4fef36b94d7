import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DESIGN_SCHEMA_VERSION, makeDocument } from '../../callflow/design/document.ts'
import { bundleIdOf, canonicalJson, documentHash, inBundleOrder } from '../control/bundle-id.ts'
import type { Bundle } from '../control/contract.ts'
import { createBlobStore } from '../state/blob-store.ts'
import { createBundleStore } from '../state/bundle-store.ts'
import { openEngineDatabase } from '../state/engine-database.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { BundleService } from './bundles.ts'

const ann = { by: 'Ann', byToken: 't-ann', note: 'Opening hours of December' }
const bob = { by: 'Bob', byToken: 't-bob', note: '' }

function version(name: string): Bundle {
  const documents = [makeDocument('account', { id: 'account', name })].map((each) => ({ ...each }))
  const about = { designId: 'design', designName: name, schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: 1 }
  return { id: bundleIdOf(documents), ...about, documents }
}

const [a, b, c] = [version('A'), version('B'), version('C')]

function setUp() {
  const folder = temporaryFolder()
  let nowMs = 0
  const make = () =>
    new BundleService({
      bundles: createBundleStore(openEngineDatabase(folder), folder),
      blobs: createBlobStore(folder),
      now: () => ++nowMs,
      onActivated: () => {},
    })
  return { folder, make }
}

async function running(...versions: readonly Bundle[]) {
  const { folder, make } = setUp()
  const service = make()
  for (const bundle of [a, b, c]) await service.put(bundle)
  for (const { id } of versions) await service.activate(id, { deployer: ann })
  return { folder, make, service }
}

const offerOf = ({ documents, ...about }: Bundle) => ({
  ...about,
  at: 0,
  hashes: inBundleOrder(documents).map((document) => documentHash(canonicalJson(document))),
})

describe('deployments', () => {
  it('say who made what run, when and why, the last first, and after a start too', async () => {
    const { make, service } = await running(a)
    await service.activate(b.id, { deployer: bob })
    await service.rollBack(ann)
    const told = [
      { sequence: 3, bundleId: a.id, designId: 'design', designName: 'A', ...ann },
      { sequence: 2, bundleId: b.id, designId: 'design', designName: 'B', ...bob },
      { sequence: 1, bundleId: a.id, designId: 'design', designName: 'A', ...ann },
    ].map((each) => ({ ...each, atMs: expect.any(Number) as number }))
    expect(service.deployments()).toEqual(told)
    const again = make()
    await again.start()
    expect([again.deployments(), again.active?.designId]).toEqual([told, 'design'])
  })

  it('go back to any that is kept', async () => {
    const { service } = await running(a, b, c)
    expect(await service.activate(a.id, { expects: c.id, deployer: bob })).toEqual({ ok: true, previousId: c.id })
    expect(service.active?.designName).toBe('A')
  })
})

describe('two who deploy at once', () => {
  it('are told apart: the second does nothing and is told who was first', async () => {
    const { service } = await running(a)
    const [first, second] = await Promise.all([
      service.activate(b.id, { expects: a.id, deployer: ann }),
      service.activate(c.id, { expects: a.id, deployer: bob }),
    ])
    expect(first).toEqual({ ok: true, previousId: a.id })
    expect(second).toEqual({ ok: false, changed: expect.objectContaining({ bundleId: b.id, by: 'Ann' }) })
    expect([service.active?.id, service.deployments()[0]?.bundleId]).toEqual([b.id, b.id])
  })

  it('where nothing ran and something does by now', async () => {
    const { service } = await running()
    expect(await service.activate(a.id, { expects: null, deployer: ann })).toMatchObject({ ok: true })
    expect(await service.activate(b.id, { expects: null, deployer: bob })).toMatchObject({ ok: false })
    // Whatever runs.
    expect(await service.activate(b.id, { deployer: bob })).toMatchObject({ ok: true })
  })

  it('do not mix what they send', async () => {
    const { service } = await running(a)
    const [one, other] = [version('One'), version('Other')]
    service.offer(offerOf(one), 'ann')
    service.offer(offerOf(other), 'bob')
    expect(await service.send(one.id, one.documents, 'bob')).toMatchObject({ ok: false })
    expect(await service.send(one.id, one.documents, 'ann')).toEqual({ ok: true })
    expect(await service.send(other.id, other.documents, 'bob')).toEqual({ ok: true })
    expect(await service.assemble(other.id, 'bob')).toMatchObject({ ok: true })
    expect(await service.assemble(one.id, 'ann')).toMatchObject({ ok: true })
  })

  it('are four at most: whoever began first begins again', async () => {
    const { service } = await running(a)
    const one = version('One')
    for (const sender of ['1', '2', '3', '4', '5']) service.offer(offerOf(one), sender)
    expect(await service.send(one.id, one.documents, '1')).toMatchObject({ ok: false })
    for (const sender of ['2', '3', '4', '5']) {
      expect(await service.send(one.id, one.documents, sender)).toEqual({ ok: true })
    }
  })
})

describe('what is in a version', () => {
  it('is told by kind, name and hash, also of one that does not run', async () => {
    const { service } = await running(a, b)
    const [line] = a.documents.map((document) => canonicalJson(document))
    expect(await service.contents(a.id)).toEqual({
      ok: true,
      documents: [{ kind: 'account', id: 'account', name: 'A', hash: documentHash(line ?? '') }],
    })
    expect(await service.contents(b.id)).toMatchObject({ documents: [{ name: 'B' }] })
  })

  it('is refused of one that is not kept, or damaged', async () => {
    const { folder, service } = await running(a)
    expect(await service.contents('0'.repeat(64))).toMatchObject({ ok: false })
    writeFileSync(join(folder, 'bundles', `${b.id}.json`), '{')
    expect(await service.contents(b.id)).toEqual({ ok: false, reason: expect.stringContaining('damaged') })
  })
})
