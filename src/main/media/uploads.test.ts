import { describe, expect, it } from 'vitest'
import { uploads } from './uploads.ts'

const part = (offset: number, text: string, sizeBytes = 6, uploadId = 'a') => ({
  uploadId,
  offset,
  sizeBytes,
  bytes: Buffer.from(text),
})

describe('an upload in parts', () => {
  it('is whole when every part is here, and is handed out once', () => {
    const list = uploads()
    expect(list.add(part(0, 'abc'))).toBe(3)
    expect(list.add(part(3, 'def'))).toBe(6)
    expect(Buffer.from(list.take('a')).toString()).toBe('abcdef')
    expect(() => list.take('a')).toThrow(/given up/)
  })

  it('counts a part that is sent again once', () => {
    const list = uploads()
    list.add(part(0, 'abc'))
    expect(list.add(part(0, 'abc'))).toBe(3)
    list.add(part(3, 'def'))
    expect(Buffer.from(list.take('a')).toString()).toBe('abcdef')
  })

  it('refuses a gap, a part past the end, and a file that is not whole', () => {
    const list = uploads()
    list.add(part(0, 'abc'))
    expect(() => list.add(part(4, 'ef'))).toThrow(/byte 4 of 6/)
    expect(() => list.add(part(3, 'defg'))).toThrow(/does not fit/)
    expect(() => list.take('a')).toThrow('Only 3 of 6 bytes')
  })

  it('that was dropped is gone', () => {
    const list = uploads()
    list.add(part(0, 'abc'))
    list.drop('a')
    expect(() => list.add(part(3, 'def'))).toThrow(/given up/)
  })

  it('is one of six at most, until one is forgotten', () => {
    let nowMs = 0
    const list = uploads(() => nowMs)
    for (let at = 0; at < 6; at += 1) list.add(part(0, 'abc', 6, `${at}`))
    expect(() => list.add(part(0, 'abc', 6, 'more'))).toThrow(/6 sounds/)
    nowMs = 11 * 60_000
    expect(list.add(part(0, 'abc', 6, 'more'))).toBe(3)
  })
})
