import { describe, expect, it } from 'vitest'
import { DESIGN_SCHEMA_VERSION, documentVersions, makeDocument } from '../../../callflow/design/document.ts'
import { modules } from '../../../callflow/modules/registry.ts'
import { flow } from '../../store/test-design.ts'
import { type Knows, needsNewer } from './needs.ts'

const knows: Knows = {
  version: '0.0.9',
  schemaVersion: DESIGN_SCHEMA_VERSION,
  kinds: documentVersions(),
  steps: Object.fromEntries(modules.map(({ type, version }) => [type, version])),
}

function bundle(...documents: readonly object[]) {
  const about = { id: 'x', designId: 'd', designName: 'D', schemaVersion: DESIGN_SCHEMA_VERSION, createdMs: 1 }
  return { ...about, documents: documents.map((each) => ({ ...each })) }
}

const stepOf = (type: string, version = 1) =>
  flow('f', 'F', {
    nodes: { a: { id: 'a', type, version, label: '', disabled: false, settings: {}, position: { x: 0, y: 0 } } },
  })

const without = (from: Readonly<Record<string, number>>, key: string) =>
  Object.fromEntries(Object.entries(from).filter(([each]) => each !== key))

describe('a design for an older engine', () => {
  it('is taken where it needs nothing that is newer', () => {
    expect(needsNewer(bundle(makeDocument('menu', { id: 'm', name: 'M' }), stepOf('sleep')), knows)).toBeUndefined()
  })

  it.each([
    [
      'a kind of document',
      { ...knows, kinds: without(knows.kinds, 'menu') },
      'documents of the kind menu in version 1',
    ],
    ['a step', { ...knows, steps: without(knows.steps, 'sleep') }, 'the step sleep in version 1'],
    ['designs as a whole', { ...knows, schemaVersion: 0 }, `designs of version ${DESIGN_SCHEMA_VERSION}`],
  ])('is refused where %s is newer, by name', (_what, older, name) => {
    expect(needsNewer(bundle(makeDocument('menu', { id: 'm', name: 'M' }), stepOf('sleep')), older)).toBe(
      `It runs Callwright 0.0.9, which does not know ${name}. Bring it up to date first.`,
    )
  })

  it('goes by versions, and names one of several', () => {
    const menu = { ...makeDocument('menu', { id: 'm', name: 'M' }), version: 9 }
    expect(needsNewer(bundle(menu, stepOf('sleep', 99)), knows)).toMatch(/the kind menu in version 9 and 1 more\./)
  })

  it('may have steps that nobody knows, which imports keep', () => {
    expect(needsNewer(bundle(stepOf('somebody_elses')), knows)).toBeUndefined()
  })
})
