import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { documentSchemas, parseDocument } from './document.ts'
import { type KindTable, parseWith } from './versions.ts'

/** A menu of two versions ahead: v2 counts its retries otherwise, v3 has another name for it. */
const kinds: KindTable = {
  menu: {
    version: 3,
    schema: z.object({
      id: z.string(),
      kind: z.literal('menu'),
      version: z.literal(3),
      name: z.string(),
      attempts: z.number().int().min(1).max(10),
    }),
    migrations: [
      { to: 2, up: ({ retries, ...rest }) => ({ ...rest, tries: Number(retries) + 1 }) },
      { to: 3, up: ({ tries, ...rest }) => ({ ...rest, attempts: tries }) },
    ],
  },
}
const menu = { id: 'm', kind: 'menu', name: 'Main' }

describe('a document of an older version', () => {
  it('without a version is of the first, and goes through every migration in order', () => {
    expect(parseWith(kinds, { ...menu, retries: 2 })).toEqual({
      ok: true,
      document: { ...menu, version: 3, attempts: 3 },
    })
  })

  it('goes through the migrations it has not had', () => {
    expect(parseWith(kinds, { ...menu, version: 2, tries: 7 })).toMatchObject({ document: { attempts: 7, version: 3 } })
  })

  it('of the present version goes through none, and nothing given is changed', () => {
    const given = Object.freeze({ ...menu, version: 3, attempts: 4 })
    expect(parseWith(kinds, given)).toEqual({ ok: true, document: given })
  })

  it('that breaks a limit when it is migrated is told by the field as it is now', () => {
    expect(parseWith(kinds, { ...menu, retries: 40 })).toMatchObject({ ok: false, why: 'invalid', path: 'attempts' })
  })
})

describe('a document of a newer version', () => {
  it('is called newer, with both versions, and not damaged', () => {
    expect(parseWith(kinds, { ...menu, version: 4 })).toEqual({
      ok: false,
      why: 'newer',
      error: 'menu "Main" was written by a newer Callwright: it has version 4, this one knows up to 3',
      path: 'version',
    })
    expect(parseDocument({ id: 'm', kind: 'menu', name: 'Main', version: 2 })).toMatchObject({ why: 'newer' })
  })

  it('of a kind that is not known is called newer, also of a name that every object has', () => {
    expect(parseDocument({ id: 'v', kind: 'video-room', name: 'Lounge' })).toMatchObject({
      why: 'newer',
      error: 'video-room "Lounge" is of a kind that this Callwright does not know; a newer one may have written it',
    })
    expect(parseDocument({ id: 'v', kind: 'constructor', name: 'Lounge' })).toMatchObject({ why: 'newer' })
  })

  it('is not taken from what is no version or no document', () => {
    for (const version of [0, -1, 1.5, '2', {}, Number.NaN]) {
      expect(parseDocument({ ...menu, version })).toMatchObject({ why: 'invalid', path: 'version' })
    }
    for (const input of [null, 'menu', [], {}, { kind: 7 }])
      expect(parseDocument(input)).toMatchObject({ why: 'invalid' })
  })
})

it('every kind is of version 1, whose documents carry none', () => {
  for (const kind of Object.keys(documentSchemas)) {
    const parsed = parseDocument({ id: 'x', kind, name: 'X', number: '+15550100', version: 1 })
    expect(parsed).toMatchObject({ ok: true })
    expect(parsed.ok && Object.hasOwn(parsed.document, 'version')).toBe(false)
  }
})
