import { describe, expect, it } from 'vitest'
import { problemOfAddress, recordingAddress } from './recording-address.ts'

const parts = {
  'call-id': 'c1',
  name: 'c1-1-sales',
  label: 'sales & service',
  'caller-number': '+16045550177',
  dialled: '../8000?x=1',
  date: '2026-11-20',
  time: '12-30-00',
}
const address = (url: string, method: 'put' | 'post' = 'put') =>
  recordingAddress({ url, method, fileName: 'c1-1-sales.wav', parts })

describe('where a recording is sent (M44)', () => {
  it('given a folder, when put, then the file name is put behind it, before any query', () => {
    expect(address('https://archive.test/in')).toEqual({ ok: true, url: 'https://archive.test/in/c1-1-sales.wav' })
    expect(address('https://archive.test/in/?key=1')).toEqual({
      ok: true,
      url: 'https://archive.test/in/c1-1-sales.wav?key=1',
    })
    expect(address('https://archive.test/in', 'post')).toEqual({ ok: true, url: 'https://archive.test/in' })
  })

  it('given parts, then they are filled in and can be nothing but text', () => {
    expect(address('https://archive.test/{date}/{label}/{dialled}.wav?from={caller-number}')).toEqual({
      ok: true,
      url: 'https://archive.test/2026-11-20/sales%20%26%20service/..%2F8000%3Fx%3D1.wav?from=%2B16045550177',
    })
  })

  it.each(['.', '..', '...'])('given a caller who is called %s, then it stays in its folder', (number) => {
    const about = { url: 'https://archive.test/in/{caller-number}/{label}', method: 'put', fileName: 'a.wav' } as const
    const sent = recordingAddress({ ...about, parts: { ...parts, 'caller-number': number, label: '\uD800' } })
    expect(sent).toEqual({ ok: true, url: 'https://archive.test/in/-/%EF%BF%BD' })
  })

  it.each([
    ['file:///etc/passwd', 'not an http or https address'],
    ['https://{caller-number}.test/', 'not an http or https address'],
    ['https://archive.test/{caller}', '"{caller}" is none of'],
    ['https://archive.test/{label', '"{label" is none of'],
    [`https://archive.test/${'a'.repeat(2_100)}`, 'longer than 2048 characters'],
  ])('%.40s is refused: %s', (url, why) => {
    expect(problemOfAddress(url)).toContain(why)
    expect(address(url)).toMatchObject({ ok: false })
  })

  it('given a long label in many places, then the address is refused, not cut', () => {
    const long = recordingAddress({
      url: `https://archive.test/${'{label}'.repeat(40)}`,
      method: 'put',
      fileName: 'a.wav',
      parts: { ...parts, label: 'x'.repeat(60) },
    })
    expect(long).toMatchObject({ ok: false, error: 'the address is longer than 2048 characters' })
  })
})
