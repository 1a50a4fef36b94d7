import { describe, expect, it } from 'vitest'
import { KeyBuffer, keyOfInfo } from './key-buffer.ts'

describe('DTMF over SIP INFO', () => {
  it('reads the Signal line of application/dtmf-relay', () => {
    expect(keyOfInfo('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n')).toBe('5')
    expect(keyOfInfo('application/dtmf-relay', 'Duration=160\r\nSignal= #\r\n')).toBe('#')
  })

  it('reads the bare key of application/dtmf, with 10 and 11 for * and #', () => {
    expect(keyOfInfo('application/dtmf; charset=utf-8', ' 7 ')).toBe('7')
    expect(keyOfInfo('application/dtmf', '10')).toBe('*')
    expect(keyOfInfo('application/dtmf', '11')).toBe('#')
  })

  it.each(['application/dtmf-relay', 'application/dtmf'])('reads 10 and 11 as * and # in lines of %s', (type) => {
    expect(keyOfInfo(type, 'Signal=10\r\nDuration=160\r\n')).toBe('*')
    expect(keyOfInfo(type, 'Signal=11\r\nDuration=160\r\n')).toBe('#')
    expect(keyOfInfo(type, 'Signal=*\r\n')).toBe('*')
    expect(keyOfInfo(type, 'Signal=#\r\n')).toBe('#')
    expect(keyOfInfo(type, 'Signal=1\r\n')).toBe('1')
    expect(keyOfInfo(type, '11')).toBe('#')
    expect(keyOfInfo(type, 'Signal=110\r\n')).toBeUndefined()
  })

  it('passes over anything else', () => {
    expect(keyOfInfo('application/dtmf', '12')).toBeUndefined()
    expect(keyOfInfo('application/media_control+xml', 'Signal=5')).toBeUndefined()
    expect(keyOfInfo('application/dtmf-relay', `Signal=5${' '.repeat(600)}`)).toBeUndefined()
  })
})

describe('the key buffer', () => {
  it('keeps what nobody wanted, in order', () => {
    const keys = new KeyBuffer()
    const stop = keys.onKey((key) => key === '#')
    for (const key of '1#2') keys.push(key)
    stop()
    expect([keys.take(), keys.take(), keys.take()]).toEqual(['1', '2', undefined])
  })

  it('drops keys beyond 64', () => {
    const keys = new KeyBuffer()
    for (let i = 0; i < 100; i++) keys.push('1')
    let kept = 0
    while (keys.take() !== undefined) kept++
    expect(kept).toBe(64)
  })
})
