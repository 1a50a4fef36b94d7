import { expect, it } from 'vitest'
import { BoundedWork } from './bounded-work.ts'

it('does so much at once, lets so much wait in its order, and turns the rest away', async () => {
  const work = new BoundedWork(2, 2)
  const ends: (() => void)[] = []
  const begun: number[] = []
  const piece = (id: number) => () =>
    new Promise<number>((resolve) => {
      begun.push(id)
      ends.push(() => resolve(id))
    })
  const running = [1, 2, 3, 4].map((id) => work.run(piece(id)))
  expect(work.run(piece(5))).toBeUndefined()
  expect(begun).toEqual([1, 2])
  ends[0]?.()
  await running[0]
  const late = work.run(piece(6)) // the place that is free belongs to the third
  await expect.poll(() => begun).toEqual([1, 2, 3])
  for (let next = 1; next < 5; next++) {
    await expect.poll(() => ends.length).toBeGreaterThan(next)
    ends[next]?.()
  }
  expect(await Promise.all([...running, late])).toEqual([1, 2, 3, 4, 6])
  expect(begun).toEqual([1, 2, 3, 4, 6])
})

it('goes on after a piece that fails', async () => {
  const work = new BoundedWork(1, 1)
  const failing = work.run(() => Promise.reject(new Error('no')))
  const next = work.run(() => Promise.resolve('yes'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
