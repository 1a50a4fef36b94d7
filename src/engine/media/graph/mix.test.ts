import { expect, it } from 'vitest'
import { mix } from './mix.ts'
import { SampleFifo } from './sample-fifo.ts'

it('mixing adds, saturates and takes missing frames for silence', () => {
  const frames = [Int16Array.of(1, 30_000, -30_000), undefined, Int16Array.of(2, 30_000, -30_000, 7)]
  expect([...mix(frames, 5)]).toEqual([3, 32_767, -32_768, 7, 0])
})

it('a sample fifo cuts frames anew and fills up its last', () => {
  const fifo = new SampleFifo()
  fifo.push(Int16Array.of(1, 2, 3))
  fifo.push(Int16Array.of(4))
  expect([...(fifo.pull(2) ?? [])]).toEqual([1, 2])
  expect(fifo.length).toBe(2)
  expect([...(fifo.pull(3) ?? [])]).toEqual([3, 4, 0])
  expect(fifo.pull(1)).toBeUndefined()
})
