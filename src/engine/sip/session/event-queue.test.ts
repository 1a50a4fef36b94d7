import { describe, expect, it } from 'vitest'
import type { SessionListener } from '../user-agent.ts'
import { EventQueue } from './event-queue.ts'

const heard = (listener: SessionListener) => listener.onHeard?.()
const progress = (status: number) => (listener: SessionListener) => listener.onProgress?.({ status, reason: '' })

describe('events of a session', () => {
  it('are kept until somebody listens, then told in order; the next has missed them', () => {
    const queue = new EventQueue()
    const [first, second]: number[][] = [[], []]
    for (const status of [100, 180, 183]) queue.emit(progress(status))
    queue.listen({ onProgress: ({ status }) => first?.push(status) })
    queue.listen({ onProgress: ({ status }) => second?.push(status) })
    queue.emit(progress(199))
    expect([first, second]).toEqual([[100, 180, 183, 199], [199]])
  })

  it('are kept again when everybody has stopped listening, the latest 64', () => {
    const queue = new EventQueue()
    const statuses: number[] = []
    const stop = queue.listen({ onProgress: ({ status }) => statuses.push(status) })
    queue.emit(progress(1))
    stop()
    for (let status = 2; status <= 101; status++) queue.emit(progress(status))
    expect(statuses).toEqual([1])
    queue.listen({ onProgress: ({ status }) => statuses.push(status) })
    expect(statuses.slice(1)).toEqual(Array.from({ length: 64 }, (_, at) => 38 + at))
  })

  it('are for those who were there: not for one who came because of it, nor for one who was sent away by it', () => {
    const queue = new EventQueue()
    const told: string[] = []
    queue.listen({
      onHeard: () => {
        told.push('first')
        stop()
        queue.listen({ onHeard: () => told.push('third') })
      },
    })
    const stop = queue.listen({ onHeard: () => told.push('second') })
    queue.emit(heard)
    expect(told).toEqual(['first'])
  })

  it('reach the others when one fails, and the failure is not lost', () => {
    const queue = new EventQueue()
    const told: string[] = []
    queue.listen({
      onHeard: () => {
        throw new Error('a bug')
      },
    })
    queue.listen({ onHeard: () => told.push('second') })
    expect(() => queue.emit(heard)).toThrow('a bug')
    expect(told).toEqual(['second'])
  })
})

describe('a session that is over', () => {
  it('lets go whoever listened; the last event still reaches who comes late', () => {
    const queue = new EventQueue()
    const told: string[] = []
    queue.listen({ onHeard: () => told.push('in time') })
    queue.close()
    queue.emit(heard)
    queue.listen({ onHeard: () => told.push('late') })
    queue.emit(heard)
    queue.listen({ onHeard: () => told.push('too late') })
    expect(told).toEqual(['late', 'too late'])
  })
})

describe('questions of a session', () => {
  it('are answered by the latest who has an answer', () => {
    const queue = new EventQueue()
    const ask = () => queue.ask((listener) => listener.onReinvite?.(undefined))
    expect(ask()).toBeUndefined()
    queue.listen({ onReinvite: () => ({ status: 400 }) })
    const stop = queue.listen({ onReinvite: () => ({ sdp: 'second' }) })
    queue.listen({ onReinvite: () => undefined })
    queue.listen({})
    expect(ask()).toEqual({ sdp: 'second' })
    stop()
    expect(ask()).toEqual({ status: 400 })
  })
})
