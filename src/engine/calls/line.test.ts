import { describe, expect, it } from 'vitest'
import { callerGone } from '../../callflow/run/interruption.ts'
import { type Line, orGone, whileThere } from './line.ts'

class TestLine implements Line {
  gone: Error | undefined
  readonly listeners = new Set<(why: Error) => void>()

  onGone(listener: (why: Error) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  hangUp(): void {
    this.gone = callerGone
    for (const listener of this.listeners) listener(callerGone)
  }
}

/** Begins to wait and says how often it was cleaned up. */
function begin(line: Line) {
  const seen = { cleanUps: 0, settle: (_value: string) => {} }
  const outcome = whileThere<string>(line, (settle) => {
    seen.settle = settle
    return () => {
      seen.cleanUps++
    }
  })
  return { seen, outcome }
}

describe('waiting while somebody is on the line', () => {
  it('ends with what happened first and cleans up once', async () => {
    const line = new TestLine()
    const { seen, outcome } = begin(line)
    seen.settle('answered')
    seen.settle('too late')
    line.hangUp()
    expect(await outcome).toBe('answered')
    expect([seen.cleanUps, line.listeners.size]).toEqual([1, 0])
  })

  it('ends in why the line is gone when it goes, and cleans up once', async () => {
    const line = new TestLine()
    const { seen, outcome } = begin(line)
    line.hangUp()
    seen.settle('too late')
    await expect(outcome).rejects.toBe(callerGone)
    expect(seen.cleanUps).toBe(1)
  })

  it('does not begin when the line is gone already', async () => {
    const line = new TestLine()
    line.hangUp()
    const { seen, outcome } = begin(line)
    await expect(outcome).rejects.toBe(callerGone)
    expect(seen.cleanUps).toBe(0)
  })

  it('cleans up even when it is settled while it begins', async () => {
    let cleanUps = 0
    const outcome = whileThere<number>(new TestLine(), (settle) => {
      settle(1)
      return () => {
        cleanUps++
      }
    })
    expect([await outcome, cleanUps]).toEqual([1, 1])
  })

  it('passes on what goes wrong at the beginning or on the way', async () => {
    const line = new TestLine()
    const broken = new Error('no media port')
    const failing = whileThere(line, () => {
      throw broken
    })
    await expect(failing).rejects.toBe(broken)
    await expect(orGone(line, Promise.reject(broken))).rejects.toBe(broken)
    expect(line.listeners.size).toBe(0)
  })
})
