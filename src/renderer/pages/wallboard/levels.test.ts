import { describe, expect, it } from 'vitest'
import type { QueueBoard } from '../../store/live-events.ts'
import { longestSince, percent, serviceLevel, staffLevel, waitLevel } from './levels.ts'

const agents = (...states: QueueBoard['agents'][number]['state'][]) =>
  states.map((state) => ({ state }) as QueueBoard['agents'][number]) // nothing else counts here

describe('the levels of a wallboard', () => {
  it('call a wait good up to what the queue wants, bad after three times as long', () => {
    expect([20_000, 20_001, 60_000, 60_001, undefined].map((ms) => waitLevel(ms, 20))).toEqual([
      'good',
      'watch',
      'watch',
      'bad',
      'quiet',
    ])
  })

  it('call a service level good from 80 %, bad under 60 %', () => {
    expect([1, 0.8, 0.79, 0.6, 0.59, 0, null].map(serviceLevel)).toEqual([
      'good',
      'good',
      'watch',
      'watch',
      'bad',
      'bad',
      'quiet',
    ])
  })

  it('call a queue without anybody to answer bad only while somebody waits', () => {
    const of = (waitingCount: number, ...states: Parameters<typeof agents>) =>
      staffLevel({ agents: agents(...states), waitingCount })
    expect(of(3, 'ready', 'paused')).toBe('good')
    expect(of(3, 'talking', 'logged-out')).toBe('watch')
    expect(of(1, 'paused', 'logged-out', 'unreachable')).toBe('bad')
    expect(of(0, 'paused')).toBe('watch')
    expect(of(1)).toBe('bad')
  })

  it('count the longest wait from who came first, whatever their priority, and not from who is called back', () => {
    const at = (sinceMs: number, isCallback = false) => ({ sinceMs, isCallback }) as QueueBoard['waiting'][number] // nothing else counts here
    expect(longestSince({ waiting: [at(500), at(200), at(100, true)] })).toBe(200)
    expect(longestSince({ waiting: [at(100, true)] })).toBeUndefined()
  })

  it('says a share in whole percent', () => {
    expect([percent(0.916), percent(1), percent(null)]).toEqual(['92 %', '100 %', '–'])
  })
})
