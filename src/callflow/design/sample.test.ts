import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { referencesOf } from '../modules/document-references.ts'
import { moduleFor } from '../modules/registry.ts'
import { parseSettings } from '../run/compile.ts'
import { parseDocument } from './document.ts'
import { makeExtension } from './extension.ts'
import { NODE_GAP, NODE_HEIGHT, NODE_WIDTH } from './layout.ts'
import { sampleDesign, sampleMedia } from './sample.ts'
import { snapshotOf } from './snapshot.ts'

const documents = sampleDesign({ sipPassword: (extension) => `secret-${extension}` })
const design = snapshotOf(documents)

describe('the sample design', () => {
  it('parses, refers to nothing that is missing, and has fixed ids', () => {
    for (const document of documents) {
      expect(parseDocument(document)).toMatchObject({ ok: true })
      for (const { path, toId, kinds } of referencesOf(document)) {
        expect({ path, refersTo: kinds.find((kind) => kind === design.get(toId)?.kind) }).toEqual({
          path,
          refersTo: expect.any(String),
        })
      }
    }
    expect(sampleDesign({ sipPassword: (extension) => `secret-${extension}` })).toEqual(documents)
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length)
  })

  it('has a recording for every media document', () => {
    expect(sampleMedia.map(({ mediaId }) => mediaId)).toEqual(design.list('media').map(({ id }) => id))
    const missing = sampleMedia.filter(
      ({ fileName }) => !existsSync(new URL(`../../../resources/sample/media/${fileName}`, import.meta.url)),
    )
    expect(missing).toEqual([])
  })

  it('uses known steps with valid settings, and only branches they have', () => {
    for (const callflow of design.list('callflow')) {
      for (const node of Object.values(callflow.nodes)) {
        expect(moduleFor(node.type)?.type).toBe(node.type)
        expect(parseSettings(moduleFor(node.type), node)).toMatchObject({ ok: true })
      }
      for (const { from, to } of callflow.wires) {
        expect(callflow.nodes).toHaveProperty(from)
        expect(callflow.nodes).toHaveProperty(to)
      }
    }
  })

  it('is drawn without overlaps', () => {
    for (const callflow of design.list('callflow')) {
      const positions = Object.values(callflow.nodes).map((node) => node.position)
      for (const [index, left] of positions.entries()) {
        for (const right of positions.slice(index + 1)) {
          const apart =
            Math.abs(left.x - right.x) >= NODE_WIDTH + NODE_GAP || Math.abs(left.y - right.y) >= NODE_HEIGHT + NODE_GAP
          expect({ left, right, apart }).toEqual({ left, right, apart: true })
        }
      }
    }
  })
})

describe('an extension (M4, M51, M53)', () => {
  const [user, device, mailbox, callflow] = makeExtension({
    extension: '1001',
    firstName: 'First',
    lastName: 'Last',
    pin: '1234',
    sipUsername: 'user_abc',
    sipPassword: 'pw',
    ids: { user: 'u', device: 'd', mailbox: 'm', callflow: 'c' },
  })

  it('is a user with a phone and a box', () => {
    expect(user).toMatchObject({ name: 'First Last', extension: '1001' })
    expect(device).toMatchObject({ ownerId: 'u', sipUsername: 'user_abc', type: 'desk-phone' })
    expect(mailbox).toMatchObject({ ownerId: 'u', number: '1001', pin: '1234' })
  })

  it('rings 20 s and then takes a message', () => {
    expect(callflow).toMatchObject({ name: '1001 First Last', numbers: ['1001'], entry: 'user' })
    expect(callflow.nodes['user']?.settings).toEqual({ userId: 'u', timeoutSec: 20 })
    expect(callflow.wires).toEqual([{ from: 'user', branch: '_', to: 'voicemail' }])
  })
})
